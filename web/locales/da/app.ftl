### Det, som mennesker læser i webappen, på dansk. Stemmen: kort, rolig, "du" og "vi"; handlingen før grunden;
### ingen udråbstegn, ingen navne på algoritmer, ingen bebrejdelser.

language-name = Dansk
intl-locale = da

## Overalt

skip = Gå til indhold
close = Luk
continue = Fortsæt
back = Tilbage
try-again = Prøv igen
work = Først en beregning
work-more = Mange prøver at komme ind på denne adresse eller overalt, og serveren beder derfor hver enhed om at regne i nogle sekunder først. Din er i gang. Det gør det dyrt at gætte og lukker ingen ude.
work-stop = Stop
loading = Henter
show = Vis
copy = Kopiér
copied = Kopieret. Andre programmer kan læse udklipsholderen, indtil du kopierer noget andet.
copy-failed = Browseren lod os ikke kopiere. Markér teksten, og kopiér den i hånden.
undo = Fortryd
print = Udskriv
write = Skriv
optional = (frivilligt)
menu = Menu
stopped = Siden er gået i stå
stopped-more = Noget gik galt i selve siden. Intet er tabt på serveren, men et brev, der ikke var sendt, kan være det. Genindlæs siden for at fortsætte.
stopped-reload = Genindlæs siden
opening-mailbox = Åbner din postkasse
signing-out = Logger ud

## Tider

today = I dag
yesterday = I går
today-at = i dag kl. { $time }
from-to = { $first } – { $last }
yesterday-at = i går kl. { $time }
day-at = { $day } kl. { $time }
span-seconds = { $count } sek.
span-minutes = { $count } min.
span-hours = { $count } timer
span-days = { $count } dage

## Før du logger ind

language = Sprog
promises = Det lover Forsegla
promise-one = Kun jer to
promise-one-more = Brevet låses hos dig og åbnes hos modtageren. Ikke engang vi kan læse det.
promise-two = Du ser, når det er læst
promise-two-more = Bed om en kvittering, så ser du, hvem der har åbnet brevet og hvornår.
promise-three = Slettet er væk
promise-three-more = Tøm papirkurven, og brevene overskrives. Du får en rapport.
sign-in-title = Log ind
sign-in-heading = Velkommen tilbage
sign-in-lead = Log ind for at læse og skrive breve, som kun du og modtageren kan åbne.
sign-in-busy = Kontrollerer adgangskoden
sign-in-again = Log ind igen
address = E-mailadresse
address-fault = Skriv hele adressen, for eksempel anna@example.org.
password = Adgangskode
password-show = Vis adgangskoden
password-hide = Skjul adgangskoden
password-missing = Skriv din adgangskode.
register-link = Opret en postkasse
nobody-else-opens = Uden din adgangskode, dine gendannelsesord eller en adgangsnøgle, du tillader det, kan ingen åbne postkassen. Heller ikke vi.
code-heading = Koden fra din app
code-lead = Åbn din kode-app, og skriv de seks cifre, den viser for Forsegla.
code-label = Sekscifret kode
code-hint = Koden skifter hvert 30. sekund.
code-checking = Kontrollerer koden
keep = Lad mig være logget ind, hvis jeg genindlæser siden
keep-hint = Slå det fra på en computer, som andre bruger.
open-mailbox = Åbn postkassen
signed-out = Du er logget ud
signed-out-more = Intet fra din postkasse ligger tilbage på denne enhed.
signed-out-ended = Du blev logget ud
signed-out-ended-more = Der havde været stille et stykke tid, eller du loggede ud et andet sted. Log ind for at fortsætte, hvor du var. Var du i gang med et brev, får du det tilbage.

## Opret en postkasse

register-title = Opret en postkasse
register-have-one = Jeg har en postkasse
register-address-heading = Hvad er din adresse?
register-address-lead = Andre skriver til dig på den e-mailadresse, du allerede har.
register-address-hint = Det bliver postkassens adresse. Den kan ikke ændres bagefter.
register-mailing = Sender koden
register-code-heading = Skriv koden fra mailen
register-code-lead = Vi har sendt en kode til { $address }. Den viser, at adressen er din.
register-code-label = Koden i mailen
register-code-hint = Otte cifre. De gælder i en time.
register-mail-again = Send mailen igen
register-mailed-again = Den samme kode er på vej en gang til.
register-other-address = En anden adresse
register-code-late = Er der ikke kommet noget efter et par minutter? Kig i mappen med uønsket post, og se efter, om adressen er stavet rigtigt. Har adressen allerede en postkasse, står det i mailen.
step-code = Kode i mail
step-phone = Telefon
phone-heading = Hvilken telefon er din?
phone-lead = Vi sender en kode til den. Den får en advarsel, når noget ved din adgang ændres, og aldrig noget om dine breve.
phone-number = Mobilnummer
phone-number-hint = Som du taster det. Et nummer i et andet land begynder med + og landets kode.
phone-known = Koden går til telefonen, hvis nummer ender på { $number }.
phone-send = Send en kode
phone-sending = Sender koden
phone-other = Et andet nummer
phone-code-hint = Seks cifre, sendt til telefonen, hvis nummer ender på { $number }.
send-again = Send koden igen
register-password-heading = Vælg en adgangskode
register-password-lead = Den låser din postkasse på denne enhed. Vi får den aldrig at se, og derfor kan vi heller ikke nulstille den for dig. Fire eller fem ord, som ingen andre ville sætte sammen, er gode og nemme at huske.
register-keys-heading = Vi laver dine nøgler
register-keys-lead = Din enhed laver de nøgler, der åbner dine breve. De låses med din adgangskode, før de forlader enheden.
register-keys-progress = Det tager nogle sekunder. Lad siden være åben.
steps = Trin
step-of = Trin { $step } af { $steps }
step-address = Adresse
step-password = Adgangskode
step-keys = Nøgler
step-authenticator = Kode-app
name = Navn
name-hint = Følger med dine breve, forseglet. Serveren får det aldrig at se.
password-again = Adgangskoden en gang til
passwords-differ = De to er ikke ens. Vis begge, og sammenlign slutningen.
password-too-short = For kort. Brug mindst 15 tegn; mellemrum tæller med.
password-too-long = For lang. Brug højst 1.024 byte.
password-too-common = For nem at gætte: andre bruger den, eller den består af tastaturrækker eller gentagelser. Tilføj ord, der ikke har med hinanden at gøre.
password-personal = Den indeholder dit navn, din adresse eller tjenestens navn. Vælg ord, der ikke gør.
password-too-weak = Ikke stærk nok endnu. Tilføj et ord eller to.
meter-weak = Svag
meter-fair = Nogenlunde
meter-good = God
meter-strong = Stærk
requirements = Krav til adgangskoden
requirement-long = Mindst 15 tegn, mellemrum er velkomne
requirement-uncommon = Ikke en, som andre bruger
requirement-impersonal = Uden dit navn eller din adresse
requirement-same = Ens begge gange
requirement-met = : opfyldt
requirement-not-met = : ikke endnu
enrol-heading = Tilføj din kode-app
enrol-lead = Fra nu af logger du ind med din adgangskode og en sekscifret kode fra en app. Enhver kode-app kan bruges, gerne en, du allerede har.
enrol-scan = Scan firkanten med appen
enrol-square = Firkant, der indeholder hemmeligheden til din kode-app
enrol-type-instead = Samme telefon, eller kan kameraet ikke læse firkanten? Skriv hemmeligheden i stedet.
enrol-copy = Kopiér hemmeligheden
enrol-open-app = Åbn i appen
enrol-shown-once = Når du har bekræftet, vises hemmeligheden aldrig igen.
enrol-type-code = Skriv koden, som appen viser
enrol-confirm = Bekræft koden
enrol-lost = Pas på telefonen
enrol-lost-more = Uden appen åbner kun en kode på papir postkassen: lav nogle i indstillingerne, så snart du er inde. Kan appen have en kopi på en anden enhed, så sæt også det op.
enrol-leave = Du kan gå herfra og komme tilbage senere: log ind med adresse og adgangskode, så er du tilbage ved dette trin.
welcome = Din postkasse er åben.

## Omkring postkassen

folders = Mapper
inbox = Indbakke
sent = Sendt
held = Planlagt
bin = Papirkurv
settings = Indstillinger
contacts = Kontakter
new-letter = Nyt brev
continue-letter = Fortsæt på brevet
account-and-settings = Konto og indstillinger:
private-mailbox = Privat postkasse
sign-out = Log ud
back-to-inbox = Tilbage til indbakken
back-to-sent = Tilbage til sendte breve
back-to-bin = Tilbage til papirkurven
offline-since = Ingen forbindelse siden { $time }
offline-more = Det, der er på siden, kan læses, og du kan skrive videre. Vi forbinder igen, så snart vi kan.

## Listen

count-unread = { $unread } ulæste af { $total }
count-all-read = { $total ->
    [one] 1 brev, læst
   *[other] { $total } breve, alle læst
}
count-letters = { $count ->
    [one] 1 brev
   *[other] { $count } breve
}
load-more = Hent flere
unread = Ulæst:
unknown-sender = Ukendt afsender
no-recipient = Ingen modtager
no-subject = Intet emne
names-two = { $first } og { $second }
names-more = { $count ->
    [one] { $first } og 1 til
   *[other] { $first } og { $count } til
}
row-asks-receipt = Afsenderen får besked, når du åbner
attachment-count = { $count ->
    [one] 1 vedhæftet fil
   *[other] { $count } vedhæftede filer
}
choose = Vælg
choose-letter = Vælg brevet { $name }, { $time }
choose-all = Vælg alle
choose-none = Vælg ingen
chosen = Valgte breve
chosen-count = { $count ->
    [one] 1 valgt
   *[other] { $count } valgt
}
to-bin = Læg i papirkurven
archive = Arkiv
starred = Stjernemarkeret
back-to-archive = Tilbage til arkivet
back-to-starred = Tilbage til stjernemarkerede breve
to-archive = Læg i arkivet
out-of-archive = Tag ud af arkivet
add-star = Giv en stjerne
remove-star = Fjern stjernen
has-star = Stjernemarkeret
mark-unread = Markér som ulæst
mark-read = Markér som læst
moved-to-archive = { $count ->
    [one] Brevet ligger i arkivet
   *[other] { $count } breve ligger i arkivet
}
marked-read = { $count ->
    [one] Brevet er markeret som læst
   *[other] { $count } breve er markeret som læst
}
marked-unread = { $count ->
    [one] Brevet er markeret som ulæst
   *[other] { $count } breve er markeret som ulæst
}
marked-starred = { $count ->
    [one] Brevet har fået en stjerne
   *[other] { $count } breve har fået en stjerne
}
marked-plain = { $count ->
    [one] Stjernen er fjernet
   *[other] Stjernen er fjernet fra { $count } breve
}
empty-archive = Arkivet er tomt
empty-archive-more = Det, du er færdig med og vil beholde, kan ligge her, af vejen.
empty-starred = Ingen breve med stjerne
empty-starred-more = Giv en stjerne til det, du snart vil finde igen. Kun du ser den.
moved-to-bin = { $count ->
    [one] Brevet ligger i papirkurven
   *[other] { $count } breve ligger i papirkurven
}
moved-back = { $count ->
    [one] Brevet er lagt tilbage
   *[other] { $count } breve er lagt tilbage
}
announce-one = 1 nyt brev fra { $name }
announce-many = { $count } nye breve
empty-inbox = Her er der stille
empty-inbox-more = Når nogen sender dig et forseglet brev, kommer det hertil af sig selv. Kun du kan åbne det.
empty-sent = Intet sendt endnu
empty-sent-more = Breve, du har sendt, bliver liggende her, og du ser, hvem der har åbnet dem, hvis du bad om en kvittering.
write-a-letter = Skriv et brev
drafts = Kladder
drafts-hint = Breve, der ikke er sendt endnu. Kun du kan åbne dem, på alle dine enheder.
drafts-nothing = Ingen kladder
drafts-nothing-more = Det, du begynder at skrive, gemmes her af sig selv, indtil du sender det eller kasserer det.
draft-saving = Gemmer …
draft-saved = Gemt { $time }
draft-not-saved = Ikke gemt endnu
draft-copied = Brevet er ændret på en anden enhed. Begge udgaver ligger blandt dine kladder.
draft-damaged = Kladden kan ikke åbnes: serveren gav den ikke tilbage, som du skrev den
draft-gone = Kladden er allerede slettet
discard-draft = Kassér: { $subject }
sign-out-unsaved = Brevet kunne ikke gemmes. Logger du ud nu, går det, der ikke er gemt, tabt.
sign-out-anyway = Log ud alligevel
offered = Et brev blev ikke færdigt
offered-more = Du blev logget ud, før dine sidste ord kunne gemmes. De findes kun i denne fane.
discard = Kassér
first-steps = Tre ting, der er gode at gøre nu
first-address = Fortæl andre din adresse
first-try = Skriv et brev til dig selv
first-try-more = Se, hvordan et brev forsegles. Det lander under Sendt, hvor du kan åbne det
first-compare = Sammenlign sikkerhedsnumre
first-compare-more = Vær sikker på, at dem, du skriver med, er dem, de siger

## Læse

reading-pane = Åbent brev
none-open = Vælg et brev for at læse det her.
letter = Brev
this-letter = Brevet
place-of = { $place } af { $total }
previous = Nyere brev
next = Ældre brev
you = dig
letter-to = til { $names }
letter-cc = kopi til { $names }
only-you = Kun du kan læse det her
only-you-and = Kun du og { $name } kan læse det her
only-you-and-two = Kun du, { $first } og { $second } kan læse det her
only-you-and-more = { $count ->
    [one] Kun du, { $first } og 1 til kan læse det her
   *[other] Kun du, { $first } og { $count } til kan læse det her
}
trust-verified = Bekræftet af dig
trust-known = Kendt
trust-new = Ny for dig
first-contact = Det første brev fra { $address }
first-contact-more = Navnet har afsenderen selv valgt, og det beviser intet. Er det vigtigt, hvem det er, så sammenlign sikkerhedsnumre.
first-contact-link = Sammenlign
readable-until = kan læses til og med { $day }
readable-no-more = kunne læses til og med { $day }
sent-at = Sendt { $moment }
receipt-given = { $name } fik besked, da du åbnede
receipt-given-more = { $moment }. Det sagde vi til, før du åbnede.
receipt-withheld = { $name } bad om besked, når du åbner
receipt-withheld-more = Ingen fik besked: dine indstillinger siger, at du ikke giver kvittering.
receipt-refused = { $name } fik ingen kvittering
reply = Svar
reply-all = Svar alle
forward = Videresend
attachments = Vedhæftede filer
save-all = Gem alle
save-file = Gem { $name }
saving-file = Gemmer { $name }
saved = gemt
saved-file = { $name } er gemt
pause-file = Sæt { $name } på pause
resume-file = Fortsæt { $name }
cancel-file = Annullér { $name }
file-no-ending = FIL
transfer-done = { $done } af { $total }
transfer-going = { $done } · { $rate }/s · { $span } tilbage
transfer-paused = { $done } · på pause
transfer-stalled = { $done } · venter på forbindelsen

sealed = Et brev til dig
sealed-someone = Afsenderen kan få besked, når du åbner
sealed-told = { $name } får besked, når du åbner
sealed-when = Tidspunktet, du åbnede brevet
sealed-how = At du var logget ind med adgangskode og kode
sealed-not-where = Ikke hvor du er, og ikke hvilken enhed du bruger
break-seal = Bryd seglet og læs
not-now = Ikke nu
sealed-terms = En frist kan løbe fra den dag, brevet kom, også selv om du venter med at åbne det.
sealed-setting = Ændr, om du giver kvittering

server-knows = Hvad serveren ved
knows-wrote = At { $name } skrev til dig
knows-you-wrote = { $count ->
    [one] At du skrev til én person, og til hvem
   *[other] At du skrev til { $count } personer, og til hvem
}
knows-when = Sendt { $sent }
knows-when-opened = Sendt { $sent }, åbnet { $opened }
knows-size = Cirka hvor meget det fylder: { $size }
knows-attachments = { $count ->
    [one] At der er 1 vedhæftet fil
   *[other] At der er { $count } vedhæftede filer
}
knows-receipt = At der blev bedt om kvittering
knows-expiry = At det kan læses til og med { $day }
knows-label = Mærket på ydersiden, { $label }
knows-folder = Hvilken mappe det ligger i, om det er åbnet, og hvad du har markeret det som
server-does-not-know = Kan den ikke se
unknown-text = Emnet, teksten og indholdet af filerne
unknown-files = Filnavne og filtyper
unknown-names = De navne, der står i brevet

flaw-status = Vises ikke
flaw-forged = Brevet er ikke fra den, det giver sig ud for
flaw-forged-more = Seglet hører ikke til afsenderen, så vi viser ikke brevet. Spørg afsenderen på en anden måde, om de har skrevet til dig. Du kan lægge det i papirkurven.
flaw-not-for-you = Brevet er ikke forseglet til dig
flaw-not-for-you-more = Det ligger i din postkasse, men kan ikke åbnes med dine nøgler. Bed afsenderen sende det igen. Du kan lægge det i papirkurven.
flaw-key-changed = Afsenderens nøgler er skiftet
flaw-key-changed-more = De nye nøgler er ikke bekræftet af de gamle, så en anden kan stå bag brevet. Spørg afsenderen på en anden måde, om postkassen er ny. Indtil da viser vi det ikke.
flaw-fork = Serverens adressebog modsiger sig selv
flaw-fork-more = Den giver forskellige personer forskellige nøgler, så ingen kan vide, hvem der skrev det her. Vi viser det ikke. Sig det til den, der driver tjenesten.
flaw-damaged = Brevet kan ikke vises: beskadiget
flaw-damaged-more = En del mangler eller er ændret, efter at det blev forseglet. Bed afsenderen sende det igen. Dine andre breve er ikke berørt.
flaw-row-forged = Vises ikke: ikke fra den, det giver sig ud for
flaw-row-not-for-you = Vises ikke: ikke forseglet til dig
flaw-row-key-changed = Vises ikke: afsenderens nøgler er skiftet
flaw-row-fork = Vises ikke: adressebogen modsiger sig selv
flaw-row-damaged = Brevet kan ikke vises: beskadiget

## Sendte breve og deres læsere

readers = Læsere
read-none = Ikke læst
read-one = Læst
read-all = Læst af alle { $count }
read-some = Læst af { $read } af { $total }
read-at = Læst { $moment }
not-asked = Der blev ikke bedt om kvittering
not-asked-more = Vi ved ikke, om brevet er åbnet. Slå læsekvittering til næste gang, før du sender.
tracker-done = Alle har åbnet brevet.
tracker-waiting = { $count ->
    [one] Én læser har ikke åbnet det eller giver ikke kvittering.
   *[other] { $count } læsere har ikke åbnet det eller giver ikke kvittering.
}
tracker-limit = En kvittering viser, at postkassen har åbnet brevet. Den viser ikke, at nogen har forstået det.
change-last-day = Skift sidste dag
change-last-day-more = Dine læsere ser, at du har skiftet den. Kopier, som en læser har gemt, bliver, hvor de er.
last-day-changed = Sidste dag er skiftet
last-day-was-changed = skiftet efter afsendelsen
recall = Tilbagekald
recall-heading = Tilbagekald brevet?
recall-more = Det fjernes fra postkasserne hos dem, der ikke har åbnet det. De ser, at du har tilbagekaldt et brev, men ikke, hvad det handlede om.
recall-limit = Den, der har åbnet det, beholder det. Den, hvis enhed allerede havde hentet det, kan stadig have en kopi.
recall-done = Brevet er tilbagekaldt
recalled = Du tilbagekaldte det { $moment }
reader-recalled = Tilbagekaldt
reader-recalled-more = Det blev fjernet, før læseren havde åbnet det. Læseren ser, at du har tilbagekaldt et brev.
letter-recalled = afsenderen tilbagekaldte det { $moment } fra dem, der ikke havde åbnet det
recalled-by = { $name } har tilbagekaldt et brev
recalled-by-more = Du havde ikke åbnet det. Skrevet { $written }, tilbagekaldt { $recalled }.
tally = { $read } har læst, { $waiting } har ikke læst
track = { $name }, trin for trin
track-delivered = Fremme
track-opened = Åbnet
track-not-opened = Ikke åbnet
track-unknown = Åbnet?
track-unknown-more = ingen kvittering ønsket
signed-in-with = Logget ind med
assurance-password = Adgangskode
assurance-code = Adgangskode og kode fra app
assurance-passkey = Adgangsnøgle
level = Niveau { $level } af 3
readers-clock = Læserens eget ur
proof = Underskrift
proof-holds = Kontrolleret, og den holder
log = Serverens log
log-shown = Står i loggen, kontrolleret
log-erased = Serveren har slettet det, der skulle vise det
log-missing = Serveren kan ikke vise det i sin log
log-rolled-back = Serverens log har mistet linjer.
log-rolled-back-more = Noget, der stod i den før, er væk: nogen har kappet den, eller en gammel sikkerhedskopi er lagt tilbage. Dine breve er her stadig. Sig det til den, der driver tjenesten.
log-forked = Serveren viser forskellige logge.
log-forked-more = Loggen, den viser, fortsætter ikke den, der er set før. Breve og underskrifter holder alligevel, men hvad loggen siger, tæller ikke. Sig det til den, der driver tjenesten.
log-foreign-key = Serverens log har en fremmed underskrift.
log-foreign-key-more = Den er underskrevet med en anden nøgle end den, vi husker, så intet i den tæller. Sig det til den, der driver tjenesten.
bad-receipt = Der kom en kvittering, der ikke holder
bad-receipt-more = Underskriften hører ikke til læseren, så vi tæller den ikke med. Spørg læseren på en anden måde.
proof-file = Gem et bevis
proof-file-more = En fil, der viser enhver, at du har sendt brevet, og hvem der har åbnet det, også uden denne tjeneste. Programmet “forsegla verify” kontrollerer den. Læg kun brevet i filen, hvis den, der får den, også må læse: teksten og nøglerne til de vedhæftede filer.
proof-save-without = Gem uden brevet
proof-save-with = Gem med brevet
proof-saved = Beviset er gemt.

## Skrive

compose-title = Nyt brev
discard-letter = Kassér brevet
close-letter = Luk, brevet bliver i fanen
discarded = Brevet er kasseret
discarded-with-files = Brevet er kasseret med sine filer
unsent = Brevet kunne ikke gemmes
unsent-more = Det findes kun i denne fane. Begynder du på et nyt, kasseres det, der ikke er gemt.
unsent-replace = Kassér og begynd forfra
to = Til
cc = Kopi
to-first = Navn eller adresse
to-more = Flere
suggestions = Personer, du har skrevet med
subject = Emne
letter-body = Brevet
chip-remove = Fjern { $name }
reach-label = Sådan kan modtagerne åbne brevet
reach-checking = Leder efter { $name }
reach-own = Dig selv
reach-verified = { $name } er bekræftet af dig
reach-known = { $name } har postkasse og er kendt
reach-new = { $name } har postkasse; det er første gang, du skriver
reach-none = { $name } har ingen postkasse her og kan ikke nås
reach-none-short = ingen postkasse
reach-invalid = { $name } er ikke en adresse
reach-invalid-short = ikke en adresse
reach-changed = Nøglerne til { $name } er skiftet. Spørg på en anden måde, om postkassen er ny; indtil da forsegles intet til den
reach-changed-short = nøgler skiftet
reach-expired = Nøglerne til { $name } er udløbet. De fornyes, næste gang { $name } logger ind; indtil da kan intet forsegles til dem
reach-expired-short = nøgler udløbet
reach-failed = Vi kunne ikke lede efter { $name }
reach-failed-short = ikke kontrolleret
attach = Vedhæft fil
attach-or-drop = eller slip filer her
attach-too-many = Et brev kan have højst { $count } filer.
attach-too-big = Filen er for stor.
attach-too-big-more = En vedhæftet fil må højst fylde { $size }.
uploading-file = Overfører { $name }
file-ready = låst og klar
remove-file = Fjern { $name }
options = Valg for brevet
options-heading = Kvittering og tid
read-receipt = Læsekvittering
read-receipt-hint = Modtageren ser det, før brevet åbnes
last-day = Sidste dag til at læse
last-day-hint = Efter den dag kan brevet ikke åbnes. Kopier, som en læser har gemt, bliver liggende.
expiry-never = Ingen sidste dag
expiry-days = { $day }, om { $count } dage
expiry-day = Vælg en dag
who-can-read = Hvem kan læse
who-nobody = Kun du, indtil du tilføjer nogen.
who-one = Du og { $name }. Ingen andre, heller ikke dem, der driver serveren.
who-two = Du, { $first } og { $second }. Ingen andre, heller ikke dem, der driver serveren.
who-more = { $count ->
    [one] Du, { $first }, { $second } og 1 til. Ingen andre, heller ikke dem, der driver serveren.
   *[other] Du, { $first }, { $second } og { $count } til. Ingen andre, heller ikke dem, der driver serveren.
}
seal-and-send = Forsegl og send
sealing = Forsegler
sent-toast = Brevet er forseglet og sendt
sent-show = Vis
letter-sealed = Brevet er forseglet
held-toast = Brevet er forseglet. Det går om { $count } s
held-toast-at = Brevet er forseglet. Det går { $moment }
held-too-late = For sent: brevet er sendt.
later = Send senere
later-heading = Hvornår skal brevet gå?
later-lead = Det forsegles nu og venter hos serveren. Indtil det går, kan du tage det tilbage.
later-evening = I aften
later-tomorrow = I morgen tidlig
later-monday = Mandag morgen
later-other = Et andet tidspunkt
later-send = Forsegl og planlæg
later-past = Vælg et tidspunkt, der ligger forude
later-too-far = Vælg et tidspunkt inden for 90 dage
later-after-last-day = Til den tid er brevets sidste dag at læse forbi
held-lead = Disse breve er forseglede og venter hos serveren på deres tid. Indtil da kan ingen andre end du se dem.
held-nothing = Intet venter
held-nothing-more = Vælg ”Send senere”, når du skriver. Brevet venter her på sin tid, og du kan ombestemme dig.
held-goes = Går { $moment }
held-keys-renewed = Ikke sendt: nogens nøgler er blevet fornyet imens. Send det nu, så forsegles det på ny.
held-recipient-gone = Ikke sendt: en, det er til, har ikke længere nogen postkasse.
held-withdrawn = Sendes ikke af sig selv: det er underskrevet med nøgler, som du har skiftet siden, eller postkassen skal slettes. Læs det igen, før du sender det.
held-expired = Ikke sendt: sidste dag at læse det var forbi.
held-back = Tilbage til brevet
held-send-now = Send nu
held-remove = Fjern
faults = Brevet er ikke sendt endnu
fault-no-recipient = Tilføj nogen at skrive til
fault-unreachable = Fjern dem, der ikke kan nås
fault-doubtful = En adresse er næsten den samme som en, du kender. Sig, hvem du mener.
meant = Mente du { $address }? Den adresse kender du.
meant-named = Mente du { $name } ({ $address })? Den adresse kender du.
meant-replace = Ja, skift ud
meant-keep = Nej, behold min
fault-unchecked = Vent, til alle modtagere er kontrolleret, eller prøv igen
fault-too-many = Skriv til højst { $count } personer ad gangen
fault-empty = Skriv noget, eller vedhæft en fil
fault-file-not-ready = Vent, til filerne er overført, eller fjern dem
fault-file-failed = Fjern de filer, der ikke blev overført
fault-bad-day = Vælg en sidste dag, der ikke er gået
not-sent-kept = Teksten, modtagerne og filerne er her stadig.
forward-prefix = Vs:
forward-head =
    Videresendt brev
    Fra: { $name }
    Sendt: { $moment }
    Emne: { $subject }
quote-head = { $name } skrev { $moment }:

## Papirkurven

bin-empty = Tom
bin-facts = { $count ->
    [one] 1 brev. Det bliver liggende, til du sletter det.
   *[other] { $count } breve. De bliver liggende, til du sletter dem.
}
bin-nothing = Papirkurven er tom
bin-nothing-more = Breve, du smider ud, ligger her, til du sletter dem eller lægger dem tilbage.
empty-bin = Tøm papirkurven
column-who = Fra eller til
column-thrown = Smidt ud
column-size = Størrelse
put-back = Læg tilbage
put-back-letter = Læg tilbage: brevet { $name }
erase = Slet
erase-question = { $count ->
    [one] Slet 1 brev for altid?
   *[other] Slet { $count } breve for altid?
}
erase-means = { $count ->
    [one] Vi overskriver det på serveren og ødelægger nøglen, så hverken du eller vi kan få det tilbage.
   *[other] Vi overskriver dem på serveren og ødelægger nøglerne, så hverken du eller vi kan få dem tilbage.
}
erase-others = Afsendere og andre læsere beholder deres egne eksemplarer.
erase-saved = Filer, du har gemt på en enhed, bliver liggende der.
erase-report = Du får en sletterapport, som du kan gemme.
keep-letters = Behold
erase-letters = { $count ->
    [one] Slet 1 brev
   *[other] Slet { $count } breve
}
erasing = Sletter
erasing-begins = Sletningen begynder
erasing-more = Brevene kan allerede nu ikke åbnes. Du kan forlade siden, serveren fortsætter.
erasing-progress = { $done } af { $total } breve overskrevet
erasing-retries = Det tager længere tid end normalt
erasing-retries-more = Lageret tog ikke imod overskrivningen. Serveren prøver igen af sig selv, til det er gjort, og giver ingen rapport før.
bin-erased-said = Brevene er slettet. Rapporten er klar.
report = Sletterapport
report-done = Færdig
report-summary = { $count ->
    [one] 1 brev er borte. Det tog { $span }.
   *[other] { $count } breve er borte. Det tog { $span }.
}
report-hidden = Skjult for alle
report-hidden-more = Fra { $moment } kunne ingen åbne dem
report-keys = Nøglerne ødelagt
report-keys-more = { $count ->
    [one] 1 nøgle overskrevet
   *[other] { $count } nøgler overskrevet
}
report-overwritten = Brevene overskrevet
report-overwritten-more = I fuld længde og på stedet ({ $system })
report-removed = Brevene overskrevet og fjernet
report-not-in-place = Filsystemet ({ $system }) kan have ældre blokke liggende et stykke tid. Uden nøglerne kan de ikke læses.
report-attachments = { $count ->
    [one] 1 vedhæftet fil sluppet
   *[other] { $count } vedhæftede filer sluppet
}
report-attachments-more = En fil, som ingen længere har, bliver også overskrevet
report-limits = Det kan vi ikke love
report-limits-more = Afsendere og læsere har deres egne eksemplarer, og filer, du har gemt, ligger, hvor du gemte dem. I serverens sikkerhedskopier kan der ligge ulæselige rester et stykke tid.
report-save = Gem rapporten
report-saved = Rapporten er gemt.
report-signed = Underskrevet af serveren { $moment } ·
earlier = Tidligere sletninger
earlier-one = { $count ->
    [one] 1 brev, { $moment }
   *[other] { $count } breve, { $moment }
}
earlier-show = Vis rapporten fra { $moment }

## Indstillinger

settings-profile = Profil
settings-look = Sprog og udseende
settings-security = Sikkerhed
name-save = Gem navnet
name-saved = Navnet er gemt. Det følger med dit næste brev.
address-stays = Postkassens adresse kan ikke ændres.
mailbox-since = Postkassen oprettet
sign-out-hint = Intet fra postkassen ligger tilbage på denne enhed.
language-hint = Også for det, serveren skriver til dig
look = Udseende
look-hint = Følg systemet, eller vælg
look-system = System
look-light = Lyst
look-dark = Mørkt
undo-time = Tid til at fortryde
undo-time-hint = Så længe efter at du har sendt et brev, kan du tage det tilbage. Før det forlader intet serveren.
undo-time-none = Ingen
signing-in = Log ind
password-only-you = Kun du kender den. Vi har aldrig set den.
password-new = Ny adgangskode
password-current = Adgangskoden du har nu
password-change = Skift
password-change-lead = På alle andre enheder logges du ud. Breve og koder på papir bliver, som de er.
password-change-do = Skift adgangskoden
password-change-busy = Skifter adgangskoden
compromised-ask = Nogen kender måske min adgangskode
compromised-lead = Gør dette, hvis din adgangskode kan være havnet hos en anden. Det udskifter ikke kun adgangskoden, men alt, hvad den åbnede:
compromised-keys = Din postkasse får nye nøgler. Gamle breve kan stadig læses, og de, der skriver til dig, mærker intet.
compromised-words = Dine gendannelsesord udskiftes. Skriv først de nye ned på papir.
compromised-passkeys = Adgangsnøgler, der åbner postkassen uden adgangskode, skal tillades på ny.
compromised-out = Du logges ud overalt, også her, og logger ind med den nye adgangskode.
compromised-limit = Den, der allerede har kopieret breve, har dem stadig.
compromised-now = De nye ord gælder, så snart du afslutter dette trin.
compromised-do = Udskift adgangskode og nøgler
compromised-done = Din adgangskode og alle nøgler er udskiftet
compromised-done-more = Du er logget ud overalt. Log ind med den nye adgangskode. Kun de nye gendannelsesord gælder; dine koder på papir gælder som før.
password-changed = Adgangskoden er skiftet. Alle andre enheder er logget ud.
backup-codes = Koder på papir
backup-codes-none = Ingen endnu. De åbner postkassen, når du er uden appen.
backup-codes-left = { $count ->
    [one] 1 kode tilbage
   *[other] { $count } koder tilbage
}
backup-codes-make = Lav koder
backup-codes-make-new = Lav nye
backup-codes-void = Nye koder gør dem, du har på papir, værdiløse.
backup-codes-for = Koder på papir til { $address }
backup-codes-lead = Hver kode åbner postkassen én gang, sammen med din adgangskode, når du er uden appen. Print dem eller skriv dem af, og hav dem ikke sammen med telefonen. De vises kun nu; koder fra før gælder ikke længere.
backup-codes-done = Jeg har lagt dem væk
backup-code-label = Kode på papir
backup-code-hint = Seksten bogstaver og tal. Hver kode gælder én gang.
use-backup-code = Brug en kode på papir
use-app = Brug appen
use-reserve-phone = Send en kode til telefonen, der ender på { $number }
fallback-wanted = Mister du telefonen, mister du brevene
fallback-wanted-more = Koder på papir åbner postkassen, når du er uden appen.
authenticator = Kode-app
totp-since = I brug siden { $day }
replace = Skift
replace-not = Behold den, jeg har
step-up-lead = Bekræft, at det er dig.
step-up-code-hint = Fra den app, du bruger nu. Vent på en kode, du ikke har brugt endnu.
totp-replaced = Den nye kode-app er i brug. Du kan fjerne den gamle post.
forgot-password = Glemt adgangskoden?
lost-phone = Mistet telefonen?
recovery-words = Gendannelsesord
step-words = Ord
register-words-heading = Ord til en regnvejrsdag
words-lead = Tolv ord åbner din postkasse, når du har glemt adgangskoden. Skriv dem ned på papir, og hav dem, hvor kun du kigger. Vi har dem ikke.
words-later = Gør det senere
words-for = Forsegla på { $service } · { $address } · { $day }
words-english = De er engelske ord, uanset hvilket sprog du læser dette på.
words-save = Gem som tekstfil
words-put-away = Jeg har dem på papir
words-check-lead = Se på papiret, og skriv disse tre ord.
words-see-again = Vis ordene igen
word-number = Ord { $number }
word-other = Der står noget andet på papiret. Se igen.
words-none = Ingen endnu. Den, der glemmer adgangskoden uden dem, mister brevene.
words-since = Lavet { $day }
words-make = Lav ord
words-void = Nye ord gør dem, du har på papir, værdiløse.
words-confirm-lead = Når du har bekræftet, at det er dig, gælder disse ord, og ingen andre.
words-use = Brug disse ord
words-in-use = De nye gendannelsesord gælder fra nu af
words-doubted = Lav nye gendannelsesord
words-doubted-more = Nogen brugte dine gendannelsesord, og det blev stoppet. Måske har de dit papir. Nye ord gør de gamle værdiløse.
recovery-pending = Nogen vil åbne din postkasse med dine gendannelsesord
recovery-pending-more = Er det ikke dig, så stop det. Ellers åbnes den { $time }.
recovery-stop = Stop det
recovery-stopped = Stoppet: postkassen forbliver lukket for dem
recover-heading = Ind igen med dine ord
recover-lead = Til når du har glemt adgangskoden, eller mistet telefonen med appen.
recover-words-hint = De tolv ord fra dit papir. Store bogstaver, tal og linjeskift betyder ikke noget.
recover-back = Tilbage til at logge ind
recover-code-heading = Nu en kode
recover-code-lead = Ordene er rigtige. Vælg en ny adgangskode, med en kode.
recover-no-app = Jeg har ingen app mere, og ingen koder på papir
recover-wait-explained = Så må du vente, som regel et døgn. Hver enhed, der er logget ind, viser det og kan stoppe det, hvis nogen har fundet dine ord. Kom så tilbage med ordene, og vælg en ny adgangskode; derefter tilføjer du en ny app. Dine breve bliver, og nye kommer ind imens.
recover-wait-begin = Begynd at vente
recover-waiting = Du må vente
recover-waiting-lead = Tiden er gået { $time }. Intet, du gør imens, forlænger den.
recover-waiting-then = Behold ordene
recover-waiting-then-more = Kom tilbage efter den tid, og skriv dem her en gang til.
recover-due-heading = Tiden er gået
recover-due-lead = Vælg en ny adgangskode. Næste gang du logger ind, tilføjer du en ny kode-app.
recover-ends = Alle enheder logges ud, og de ord, du lige har brugt, er værdiløse. Lav nye, når du er inde.
recover-do = Brug den nye adgangskode
recover-done = Den nye adgangskode gælder. Log ind med den.
stop-heading = Stop gendannelsen?
stop-lead = Nogen vil åbne din postkasse med dine gendannelsesord. Er det ikke dig, så stop det her. Intet sker, før du gør det.
no-way-back = Ingen vej uden om låsen
phone = Telefon
phone-none = Ingen. Tilføj en, så vi kan advare dig.
phone-change = Skift nummer
phone-ends-with = Nummeret ender på { $number }.
phone-set = Telefonen er din. Den får besked om ændringer fra nu af.
reserve-phone = Reservetelefon
reserve-phone-none = Ingen. En kode til den åbner postkassen, sammen med adgangskoden, når du er uden appen.
reserve-phone-add = Tilføj en
reserve-phone-set = Reservetelefonen er tilføjet.
reserve-phone-remove = Fjern den
reserve-phone-removed = Reservetelefonen er fjernet.
passkeys = Adgangsnøgler
passkeys-none = Ingen. En adgangsnøgle erstatter koden med fingeraftryk, ansigt eller pinkode, og virker aldrig på en falsk side.
passkeys-count = { $count ->
    [one] En adgangsnøgle
   *[other] { $count } adgangsnøgler
}
passkeys-first = Tilføj en
passkeys-change = Ændr
passkeys-full = Der er ikke plads til flere. Fjern en først.
passkey-name = Navn på den nye adgangsnøgle
passkey-name-hint = Så du kan kende den, for eksempel »Min telefon«.
passkey-name-fault = Skriv et navn på højst { $max } tegn.
passkey-add = Tilføj adgangsnøgle
passkey-added = Adgangsnøglen er tilføjet.
passkey-removed = Adgangsnøglen er fjernet.
passkey-remove = Fjern
passkey-remove-named = Fjern adgangsnøglen { $name }
passkey-times = Tilføjet { $since }, sidst brugt { $used }
passkey-unused = Tilføjet { $since }, ikke brugt endnu
passkey-use = Brug en adgangsnøgle
passkey-waiting = Venter på din enhed
passkey-in-place = Din adgangsnøgle erstatter koden. Enheden spørger efter fingeraftryk, ansigt eller pinkode.
passkey-or-code = Eller skriv en kode i stedet.
passkey-heading = Bekræft med adgangsnøgle
passkey-lead = Din enhed spørger efter fingeraftryk, ansigt eller pinkode.
passkey-not-allowed = Ingen adgangsnøgle blev brugt.
passkey-not-allowed-more = Det blev afbrudt, tog for lang tid, eller der er ingen på denne enhed. Intet er ændret.
passkey-known = Denne enhed har allerede en.
passkey-known-more = Én adgangsnøgle til postkassen er nok på hver enhed.
passkey-unable = Adgangsnøgler virker ikke her.
passkey-unable-more = Browseren eller enheden kan ikke bruge dem på denne adresse. Koden fra din app virker.
passkey-answer-refused = Adgangsnøglen blev ikke godtaget.
passkey-answer-refused-more = Prøv igen, eller skriv koden fra din app.
opening = Log ind uden adgangskode
opening-none = Fra. En adgangsnøgle kan åbne postkassen alene, uden adgangskode og kode.
opening-count = { $count ->
    [one] Én adgangsnøgle åbner postkassen alene
   *[other] { $count } adgangsnøgler åbner postkassen alene
}
opening-first = Tillad det
opening-warning = Så er enheden alene nok
opening-warning-more = Den, der har enheden og dens pinkode, fingeraftryk eller ansigt, åbner postkassen uden din adgangskode. Tag det straks tilbage, hvis enheden bliver væk.
opening-lead = Bekræft først, at det er dig. Derefter spørges enheden om adgangsnøglen.
opening-choose = Vælg adgangsnøglen
opening-choose-lead = Vælg nu den adgangsnøgle, der må åbne postkassen. Din enhed spørger efter fingeraftryk, ansigt eller pinkode.
opening-allowed = Adgangsnøglen åbner postkassen nu.
opening-since = Åbner postkassen siden { $since }
opening-end = Tag tilbage
opening-end-named = Tag tilbage, hvad adgangsnøglen { $name } må
opening-ended = Adgangsnøglen åbner ikke længere postkassen.
by-passkey = Log ind med adgangsnøgle
by-passkey-hint = Adressen er nok, hvis du har ladet en adgangsnøgle åbne postkassen.
passkey-none-opens-more = Det blev afbrudt, tog for lang tid, eller denne enhed har ingen, der kan åbne en postkasse alene. Adgangskode og kode virker som altid.
receipts = Kvitteringer
receipts-give = Giv kvittering, når afsenderen beder om det
receipts-hint = Du får det at vide, før du åbner sådan et brev. Slået fra får ingen afsender noget at vide.
receipts-on = Du giver kvittering fra nu af.
receipts-off = Du giver ikke kvittering fra nu af.
devices = Enheder
devices-lead = Her er du logget ind. Er der en, du ikke kender, så log den ud, og skift adgangskode.
device-unknown = En enhed, vi ikke kender
device-program = Et program
device-this = Denne
device-times = Logget ind { $since }, sidst brugt { $used }
device-net = Fra netværket { $net }
device-end = Log ud
device-end-named = Log ud: { $device }, logget ind { $since }
device-ended = Logget ud: { $device }.
devices-lost = Har du mistet en enhed?
devices-lost-more = Log ud alle andre steder. De enheder lukker inden for et sekund, og det, de har gemt af din postkasse, åbner intet. En enhed uden forbindelse opdager det, når den er tilbage.
devices-end-others = Log ud alle andre steder
devices-ended-others = Du er logget ud alle andre steder.
devices-only = Du er ikke logget ind andre steder.
events = Seneste sikkerhedshændelser
events-lead = Hvad der er sket med adgangen til din postkasse, det nyeste først.
events-older = Ældre
event-times = { $count } gange, { $times }
event-signed-in = Logget ind
event-wrong-password = En forkert adgangskode blev afvist
event-wrong-code = En forkert kode blev afvist
event-signed-out = Logget ud
event-ended-elsewhere = En enhed blev logget ud fra en anden
event-ended-others = Logget ud alle andre steder
event-enrolled = Kode-app tilføjet
event-replaced = Kode-app skiftet
event-password-changed = Adgangskoden blev skiftet
event-password-compromised = Adgangskoden og alle nøgler blev udskiftet
event-backup-codes-made = Koder på papir blev lavet
event-backup-code-used = En kode på papir blev brugt
event-phone-verified = Telefon bekræftet
event-reserve-phone-set = Reservetelefon tilføjet
event-reserve-phone-removed = Reservetelefon fjernet
event-reserve-phone-used = En kode til reservetelefonen blev brugt
event-words-made = Gendannelsesord lavet
event-wrong-words = Forkerte gendannelsesord blev afvist
event-recovery-begun = Nogen med gendannelsesordene begyndte en ventetid
event-recovery-stopped = Ventetiden blev stoppet
event-recovered = Åbnet med gendannelsesordene, og adgangskoden skiftet
event-passkey-added = Adgangsnøgle tilføjet
event-passkey-removed = Adgangsnøgle fjernet
event-passkey-used = En adgangsnøgle blev brugt
event-passkey-counter-back = En adgangsnøgle blev afvist: der findes måske en kopi af den
event-passkey-opens = En adgangsnøgle må åbne postkassen uden adgangskode
event-passkey-opens-no-more = En adgangsnøgle åbner ikke længere postkassen
event-opened-by-passkey = En adgangsnøgle åbnede postkassen uden adgangskode
event-wrong-passkey = En adgangsnøgle, der ikke åbner postkassen, blev afvist
event-keys-renewed = Nøgler fornyet
event-end-requested = Bad om at slette postkassen
event-end-stopped = Sletningen af postkassen blev standset
contacts-none = Ingen endnu
contacts-none-more = Dem, du skriver med, og dem, der skriver til dig, kommer her af sig selv.
compare = Er det virkelig dem?
compare-more = Ring eller mød hinanden, og sammenlign sikkerhedsnummeret. Er det ens hos jer begge, står ingen imellem. Markér så personen som bekræftet.
safety-number = Sikkerhedsnummer
safety-number-lead = { $name } ser det samme nummer ved dit navn.
verify = Vi har sammenlignet: bekræftet
unverify = Tag »bekræftet« tilbage
now-verified = { $name } er bekræftet.
not-verified = { $name } er ikke længere bekræftet.

## Når postkassen slettes

end-account = Slet postkassen
end-account-what = Alt forsvinder: brevene i alle mapper, dine nøgler og det, der åbner postkassen. Ingen kan få det tilbage, heller ikke den, der driver tjenesten.
end-account-others = Breve, som du har sendt, bliver hos dem, der fik dem.
end-account-days = Du har nogle dage til at fortryde. Så længe kan du læse, men ingen kan skrive til dig. Vi mailer dig, hvilken dag det sker, og en signeret rapport, når alt er slettet.
end-account-confirm = Bekræft, at det er dig. På alle andre enheder bliver du logget ud.
end-account-set = Postkassen slettes { $day }.
keyrings-restored = Nogen havde overskrevet dine nøgler
keyrings-restored-more = De havde en enhed, der var logget ind. Vi har lagt det tilbage, som du havde, da du loggede ind sidste gang: dine breve åbnes, og et navn eller en kontakt, du har ændret siden, kan være som før. Log nu ud alle andre steder. Hvis nogen måske kender din adgangskode, så udskift den og alle nøgler.
keyrings-restored-devices = Se enheder
keyrings-restored-security = Udskift adgangskode og nøgler
ending = Postkassen slettes { $day }
ending-more = Så længe kan du læse, men ingen kan skrive til dig. Du kan fortryde når som helst.
ending-stop = Behold postkassen
ending-stopped = Postkassen bliver. Alt er som før.

## Taster

keys = Tastaturgenveje
keys-step = næste, forrige
keys-open = åbn
keys-write = nyt brev
keys-reply = svar
keys-reply-all = svar alle
keys-bin = læg i papirkurven
keys-archive = læg i arkivet, eller tag ud
keys-star = giv en stjerne
keys-unread = markér som ulæst
keys-go-drafts = kladder
keys-go-archive = arkiv
keys-go-starred = stjernemarkeret
keys-inbox = indbakke
keys-sent = sendt
keys-go-bin = papirkurv
keys-back = tilbage
keys-help = alle genveje
keys-on = Enkelte taster gør noget
keys-on-hint = Slå det fra, hvis du indtaler tekst. Tasterne hviler, mens du skriver.
keys-show = Vis alle genveje

## Når tiden er gået

idle = Er du her stadig?
idle-more = Der har været stille et stykke tid. Når tiden er gået, låser vi postkassen og logger dig ud.
idle-writing = Der har været stille et stykke tid. Når tiden er gået, låser vi postkassen og logger dig ud. Brevet bliver blandt dine kladder.
idle-last = Du har været logget ind, så længe man kan. Når tiden er gået, skal du logge ind igen. Send det, du er ved at skrive.
idle-left = { $seconds } sekunder tilbage
stay = Bliv logget ind
sign-out-now = Log ud nu

## Det, der gik galt

err-offline = Vi kan ikke nå serveren.
err-offline-more = Det, du har skrevet, er her stadig. Tjek forbindelsen, og prøv igen.
err-signed-out = Du er logget ud.
err-signed-out-more = Log ind igen for at fortsætte.
err-bad-answer = Serverens svar holder ikke.
err-bad-answer-more = Det er ikke din skyld, og intet er ændret. Prøv igen; sker det på ny, så sig det til den, der driver tjenesten.
err-server-changed = Serveren er ikke den, du kender.
err-server-changed-more = Den skriver under med en anden nøgle end før, så vi stoppede, og intet blev sendt. Sig det til den, der driver tjenesten, før du fortsætter.
err-not-in-log = Serveren kan ikke vise brevet i sin log.
err-not-in-log-more = Derfor er der intet at bevise det med. Prøv igen senere; bliver det ved, så sig det til den, der driver tjenesten.
err-downgrade = Serveren beder om mindre sikkerhed, end vi godtager.
err-downgrade-more = Vi stoppede, og intet blev sendt. Sig det til den, der driver tjenesten.
err-keys-changed = Nøglerne til { $name } er skiftet.
err-keys-changed-more = Intet blev forseglet dertil, og brevet er her stadig. Spørg på en anden måde, om postkassen er ny.
err-keys-expired = Nøglerne til { $name } er udløbet.
err-keys-expired-more = De fornyes, næste gang ejeren logger ind. Intet blev forseglet dertil, og brevet er her stadig.
err-no-mailbox = { $name } har ingen postkasse her.
err-no-mailbox-more = Tjek stavningen, eller fjern adressen.
err-weak-password-more = Lav den om, og prøv igen.
err-words = Det er ikke de tolv gendannelsesord.
err-words-unknown = Ord { $position } er ikke et af ordene. De er engelske ord: se på papiret igen.
err-words-near = Ord { $position } er ikke et af ordene. Er det et af disse: { $near }?
err-words-count = Der er { $count } ord, og der skal være 12.
err-words-checksum = Hvert ord er et rigtigt ord, men ikke alle sammen. Se efter et ord på en forkert plads, eller et, der ligner et andet.
err-invalid = Noget er ikke udfyldt rigtigt.
err-invalid-more = Se det, du har skrevet, igennem, og prøv igen.
err-file-unreadable = Filen kan ikke læses eller blev ændret imens.
err-file-unreadable-more = Fjern den, og vedhæft den igen.
err-file-unwritable = Filen kan ikke gemmes.
err-file-unwritable-more = Tjek, at der er plads på enheden, og prøv igen.
err-cancelled = Annulleret.
err-cancelled-more = Intet er ændret.
err-out-of-turn = Det trin hører til på et andet tidspunkt.
err-out-of-turn-more = Begynd forfra ved at logge ind.
code-login-refused = Forkert adresse eller adgangskode.
code-login-refused-more = Tjek begge, også om Caps Lock er slået til. Prøv så igen.
code-code-refused = Koden er forkert eller allerede brugt.
code-code-refused-more = Vent på den næste kode, og skriv den.
code-code-refused-tries = { $count ->
    [0] Log ind igen for at få nye forsøg.
    [one] Tag den næste kode. Du har 1 forsøg tilbage.
   *[other] Tag den næste kode. Du har { $count } forsøg tilbage.
}
clock-is-off = Det kan skyldes enhedens ur; det burde vise { $time }. Lad telefon og enhed stille uret automatisk.
code-second-factor-ended = Tiden til koden er gået.
code-second-factor-ended-more = Skriv adresse og adgangskode igen og derefter en ny kode.
code-proof-ended = Den kode gælder ikke længere.
code-proof-ended-more = Bed om en ny.
code-address-unproven = Adressen er ikke bekræftet endnu.
code-address-unproven-more = Skriv koden fra mailen først.
code-phone-unproven = Telefonen er ikke bekræftet endnu.
code-phone-unproven-more = Skriv koden fra sms'en først.
code-phone-refused = Der kan ikke sendes koder til det nummer.
code-phone-refused-more = Se efter, om det er rigtigt. Det skal være et mobilnummer i et land, som tjenesten sender til.
code-recovery-refused = Adressen eller gendannelsesordene er forkerte.
code-recovery-refused-more = Se begge dele igennem. Er der nyere ord, gælder kun de.
code-recovery-ended = Tiden til dette er gået, eller ordene er andre nu.
code-recovery-ended-more = Intet er ændret. Skriv gendannelsesordene igen.
code-recovery-not-due = Ventetiden er ikke slut.
code-recovery-not-due-more = Den kan også være stoppet. Skriv gendannelsesordene igen for at se, hvordan det står til.
code-passkey-refused = Adgangsnøglen kunne ikke tilføjes.
code-passkey-refused-more = Den hører ikke til her, findes allerede, eller det tog for lang tid. Prøv igen.
code-passkey-opens-nothing = Denne adgangsnøgle åbner ikke postkassen.
code-passkey-opens-nothing-more = Log ind med adgangskode og kode. Under Sikkerhed kan du lade en adgangsnøgle åbne postkassen.
err-passkey-yields-nothing = Denne adgangsnøgle kan ikke åbne en postkasse.
err-passkey-yields-nothing-more = Enheden eller browseren kan det ikke, eller den er lavet for længe siden: tilføj så en ny. Adgangskode og kode virker som altid.
code-step-up-required = Bekræft først, at det er dig.
code-step-up-required-more = Skriv adgangskode og kode en gang til. Intet er ændret.
code-second-factor-conflict = Kode-appen er allerede tilføjet.
code-second-factor-conflict-more = Log ind med din adgangskode og en kode fra den.
code-invalid-address = Den adresse kan vi ikke bruge.
code-invalid-address-more = Tjek stavningen.
code-address-taken = Der er allerede en postkasse med den adresse.
code-address-taken-more = Er den din, så log ind. Ellers tjek stavningen.
code-not-found = Det er her ikke længere.
code-not-found-more = Det kan være slettet eller flyttet, her eller i et andet vindue.
code-message-id-reused = Brevet kunne ikke sendes på den måde.
code-message-id-reused-more = Det er her stadig. Send det en gang til.
code-message-erased = Brevet er slettet.
code-message-erased-more = Det kan ikke hentes tilbage.
code-stale-recipient-key = En modtager har nye nøgler.
code-stale-recipient-key-more = Intet blev sendt, og brevet er her stadig. Send det en gang til, så forsegles det med de nye nøgler.
code-stale-sender-key = Dine nøgler blev fornyet i et andet vindue.
code-stale-sender-key-more = Intet blev sendt, og brevet er her stadig. Send det en gang til.
code-unknown-recipient = En modtager har ikke længere en postkasse.
code-unknown-recipient-more = Intet blev sendt, og brevet er her stadig. Se modtagerne igennem.
code-blob-refused = En fil kom ikke helt frem.
code-blob-refused-more = Brevet er her stadig. Fjern filen, og vedhæft den igen.
code-blob-unavailable = En vedhæftet fil er ikke tilgængelig.
code-blob-unavailable-more = Hvis du sender: fjern den, og vedhæft den igen. Hvis du gemmer, kan den være slettet.
code-keyring-conflict = Noget blev ændret i et andet vindue på samme tid.
code-keyring-conflict-more = Prøv igen.
code-too-large = Det er for meget på én gang.
code-too-large-more = Intet blev sendt. Gør det kortere, eller brug færre modtagere eller filer.
code-mailbox-full = Din postkasse er fuld.
code-mailbox-full-more = Det, du har skrevet, er her stadig. Tøm papirkurven for at få plads.
code-clock-refused = Enhedens ur går forkert.
code-clock-refused-time = Efter vores ur er det { $time }. Lad enheden stille uret automatisk, og send igen; brevet er her stadig.
code-clock-refused-more = Lad enheden stille uret automatisk, og send igen; brevet er her stadig.
code-rate-limited = For mange forsøg på kort tid.
code-work-required = Serveren beder om endnu mere beregning.
code-busy = Serveren har travlt.
code-internal = Noget gik galt på serveren.
code-internal-more = Det er ikke din skyld, og det, du har skrevet, er her stadig. Prøv igen om lidt.
code-storage-full = Serveren har ikke mere plads.
code-storage-full-more = Du kan stadig læse og slette. Det, du har skrevet, er her stadig. Sig det til den, der driver tjenesten.
code-cross-site-refused = Anmodningen blev stoppet for en sikkerheds skyld.
code-cross-site-refused-more = Genindlæs siden, og prøv en gang til.
code-seal-refused = Serveren godtog ikke seglet.
code-seal-refused-more = Intet blev sendt, og brevet er her stadig. Genindlæs siden, og prøv en gang til; sker det igen, så sig det til den, der driver tjenesten.
code-not-understood = Serveren forstod ikke siden.
code-not-understood-more = Den ene er nyere end den anden. Genindlæs siden.
try-again-in = Prøv igen om { $span }. Det, du har skrevet, er her stadig.
try-again-soon = Prøv igen om lidt. Det, du har skrevet, er her stadig.
