### Det som människor läser i webbappen, på svenska. Rösten: kort, lugn, "du" och "vi"; handlingen före skälet;
### inga utropstecken, inga namn på algoritmer, inga förebråelser.

language-name = Svenska
intl-locale = sv

## Överallt

skip = Till innehållet
close = Stäng
continue = Fortsätt
back = Tillbaka
try-again = Försök igen
work = Först en uträkning
work-more = Många försöker komma in på den här adressen eller överallt, och servern ber därför varje enhet att räkna några sekunder först. Din håller på. Det gör det dyrt att gissa och stänger inte ute någon.
work-stop = Avbryt
loading = Hämtar
show = Visa
copy = Kopiera
copied = Kopierat. Andra program kan läsa urklippet tills du kopierar något annat.
copy-failed = Webbläsaren lät oss inte kopiera. Markera texten och kopiera den för hand.
undo = Ångra
print = Skriv ut
write = Skriv
optional = (frivilligt)
menu = Meny
stopped = Sidan har stannat
stopped-more = Något gick fel i själva sidan. Inget är borta på servern, men ett brev som inte var skickat kan vara det. Ladda om sidan för att fortsätta.
stopped-reload = Ladda om sidan
opening-mailbox = Öppnar din brevlåda
signing-out = Loggar ut

## Tider

today = I dag
yesterday = I går
today-at = i dag { $time }
from-to = { $first } – { $last }
yesterday-at = i går { $time }
day-at = { $day } { $time }
span-seconds = { $count } s
span-minutes = { $count } min
span-hours = { $count } tim
span-days = { $count } dagar

## Före inloggningen

language = Språk
promises = Vad Forsegla lovar
promise-one = Bara ni två
promise-one-more = Brevet låses hos dig och öppnas hos mottagaren. Inte ens vi kan läsa det.
promise-two = Du ser när det lästs
promise-two-more = Be om kvittens, så ser du vem som har öppnat brevet och när.
promise-three = Raderat är borta
promise-three-more = Töm papperskorgen och breven skrivs över. Du får ett kvitto.
sign-in-title = Logga in
sign-in-heading = Välkommen tillbaka
sign-in-lead = Logga in för att läsa och skriva brev som bara du och mottagaren kan öppna.
sign-in-busy = Kontrollerar lösenordet
sign-in-again = Logga in igen
address = E-postadress
address-fault = Skriv hela adressen, till exempel anna@example.org.
password = Lösenord
password-show = Visa lösenordet
password-hide = Dölj lösenordet
password-missing = Skriv ditt lösenord.
register-link = Skapa en brevlåda
nobody-else-opens = Utan ditt lösenord, dina återställningsord eller en lösennyckel som du tillåter det kan ingen öppna brevlådan. Inte vi heller.
code-heading = Koden från din app
code-lead = Öppna din kodapp och skriv de sex siffror som den visar för Forsegla.
code-label = Sexsiffrig kod
code-hint = Koden byts var trettionde sekund.
code-checking = Kontrollerar koden
keep = Låt mig vara inloggad om jag laddar om sidan
keep-hint = Stäng av det på en dator som andra använder.
open-mailbox = Öppna brevlådan
signed-out = Du är utloggad
signed-out-more = Inget av din brevlåda finns kvar på den här enheten.
signed-out-ended = Du blev utloggad
signed-out-ended-more = Det hade varit stilla en stund, eller så loggade du ut någon annanstans. Logga in för att fortsätta där du var. Höll du på med ett brev får du tillbaka det.

## Skapa en brevlåda

register-title = Skapa en brevlåda
register-have-one = Jag har en brevlåda
register-address-heading = Vilken är din adress?
register-address-lead = Andra skriver till dig på den e-postadress du redan har.
register-address-hint = Det här blir brevlådans adress. Den går inte att ändra sedan.
register-mailing = Skickar koden
register-code-heading = Skriv koden från mejlet
register-code-lead = Vi har skickat en kod till { $address }. Den visar att adressen är din.
register-code-label = Koden i mejlet
register-code-hint = Åtta siffror. De gäller i en timme.
register-mail-again = Skicka mejlet igen
register-mailed-again = Samma kod är på väg en gång till.
register-other-address = En annan adress
register-code-late = Har inget kommit efter några minuter? Titta i skräpposten och kontrollera hur adressen är stavad. Har adressen redan en brevlåda står det i mejlet.
step-code = Kod i mejl
step-phone = Telefon
phone-heading = Vilken telefon är din?
phone-lead = Vi skickar en kod till den. Den får en varning när något kring din inloggning ändras, och aldrig något om dina brev.
phone-number = Mobilnummer
phone-number-hint = Som du slår det. Ett nummer i ett annat land börjar med + och landets kod.
phone-known = Koden går till telefonen vars nummer slutar på { $number }.
phone-send = Skicka en kod
phone-sending = Skickar koden
phone-other = Ett annat nummer
phone-code-hint = Sex siffror, skickade till telefonen vars nummer slutar på { $number }.
send-again = Skicka koden igen
register-password-heading = Välj ett lösenord
register-password-lead = Det låser din brevlåda på den här enheten. Vi får aldrig se det och kan därför inte återställa det åt dig. Fyra eller fem ord som ingen annan skulle sätta ihop är bra, och lätta att minnas.
register-keys-heading = Vi gör dina nycklar
register-keys-lead = Din enhet gör de nycklar som öppnar dina brev. De låses med ditt lösenord innan de lämnar enheten.
register-keys-progress = Det tar några sekunder. Låt sidan vara öppen.
steps = Steg
step-of = Steg { $step } av { $steps }
step-address = Adress
step-password = Lösenord
step-keys = Nycklar
step-authenticator = Kodapp
name = Namn
name-hint = Följer med dina brev, förseglat. Servern får aldrig se det.
password-again = Lösenordet en gång till
passwords-differ = De två är inte lika. Visa båda och jämför hur de slutar.
password-too-short = För kort. Använd minst 15 tecken; mellanslag räknas.
password-too-long = För långt. Använd högst 1 024 byte.
password-too-common = För lätt att gissa: andra använder det, eller så består det av tangentrader eller upprepningar. Lägg till ord som inte har med varandra att göra.
password-personal = Det innehåller ditt namn, din adress eller tjänstens namn. Välj ord som inte gör det.
password-too-weak = Inte tillräckligt starkt än. Lägg till ett ord eller två.
meter-weak = Svagt
meter-fair = Halvbra
meter-good = Bra
meter-strong = Starkt
requirements = Vad lösenordet behöver
requirement-long = Minst 15 tecken, gärna mellanslag
requirement-uncommon = Inte ett som andra använder
requirement-impersonal = Utan ditt namn eller din adress
requirement-same = Lika båda gångerna
requirement-met = : klart
requirement-not-met = : inte än
enrol-heading = Lägg till din kodapp
enrol-lead = Från och med nu loggar du in med lösenord och en sexsiffrig kod från en app. Vilken kodapp som helst fungerar, gärna en du redan har.
enrol-scan = Läs av rutan med appen
enrol-square = Ruta som innehåller hemligheten för din kodapp
enrol-type-instead = Samma telefon, eller läser kameran inte av rutan? Skriv in hemligheten i stället.
enrol-copy = Kopiera hemligheten
enrol-open-app = Öppna i appen
enrol-shown-once = När du har bekräftat visas hemligheten aldrig mer.
enrol-type-code = Skriv koden som appen visar
enrol-confirm = Bekräfta koden
enrol-lost = Var rädd om telefonen
enrol-lost-more = Utan appen öppnar bara en kod på papper brevlådan: gör några i inställningarna så snart du är inne. Kan appen ha en kopia på en andra enhet, så ordna det också.
enrol-leave = Du kan gå härifrån och komma tillbaka senare: logga in med adress och lösenord, så är du tillbaka vid det här steget.
welcome = Din brevlåda är öppen.

## Runt brevlådan

folders = Mappar
inbox = Inkorg
sent = Skickat
held = Schemalagt
bin = Papperskorg
settings = Inställningar
contacts = Kontakter
new-letter = Nytt brev
continue-letter = Fortsätt på brevet
account-and-settings = Konto och inställningar:
private-mailbox = Privat brevlåda
sign-out = Logga ut
back-to-inbox = Tillbaka till inkorgen
back-to-sent = Tillbaka till skickade brev
back-to-bin = Tillbaka till papperskorgen
offline-since = Ingen förbindelse sedan { $time }
offline-more = Det som syns på sidan går att läsa, och du kan skriva vidare. Vi ansluter igen så snart det går.

## Listan

count-unread = { $unread } olästa av { $total }
count-all-read = { $total ->
    [one] 1 brev, läst
   *[other] { $total } brev, alla lästa
}
count-letters = { $count ->
    [one] 1 brev
   *[other] { $count } brev
}
load-more = Hämta fler
unread = Oläst:
unknown-sender = Okänd avsändare
no-recipient = Ingen mottagare
no-subject = Inget ämne
names-two = { $first } och { $second }
names-more = { $count ->
    [one] { $first } och 1 till
   *[other] { $first } och { $count } till
}
row-asks-receipt = Avsändaren får besked när du öppnar
attachment-count = { $count ->
    [one] 1 bilaga
   *[other] { $count } bilagor
}
choose = Välj
choose-letter = Välj brevet { $name }, { $time }
choose-all = Välj alla
choose-none = Välj inget
chosen = Valda brev
chosen-count = { $count ->
    [one] 1 valt
   *[other] { $count } valda
}
to-bin = Lägg i papperskorgen
archive = Arkiv
starred = Stjärnmärkt
back-to-archive = Tillbaka till arkivet
back-to-starred = Tillbaka till stjärnmärkta brev
to-archive = Lägg i arkivet
out-of-archive = Ta ut ur arkivet
add-star = Stjärnmärk
remove-star = Ta bort stjärnan
has-star = Stjärnmärkt
mark-unread = Markera som oläst
mark-read = Markera som läst
moved-to-archive = { $count ->
    [one] Brevet ligger i arkivet
   *[other] { $count } brev ligger i arkivet
}
marked-read = { $count ->
    [one] Brevet är markerat som läst
   *[other] { $count } brev är markerade som lästa
}
marked-unread = { $count ->
    [one] Brevet är markerat som oläst
   *[other] { $count } brev är markerade som olästa
}
marked-starred = { $count ->
    [one] Brevet är stjärnmärkt
   *[other] { $count } brev är stjärnmärkta
}
marked-plain = { $count ->
    [one] Stjärnan är borttagen
   *[other] Stjärnan är borttagen från { $count } brev
}
empty-archive = Arkivet är tomt
empty-archive-more = Det du är klar med och vill behålla kan ligga här, ur vägen.
empty-starred = Inga stjärnmärkta brev
empty-starred-more = Stjärnmärk det du vill hitta igen snart. Ingen annan än du ser det.
moved-to-bin = { $count ->
    [one] Brevet ligger i papperskorgen
   *[other] { $count } brev ligger i papperskorgen
}
moved-back = { $count ->
    [one] Brevet ligger på sin plats igen
   *[other] { $count } brev ligger på sin plats igen
}
announce-one = 1 nytt brev från { $name }
announce-many = { $count } nya brev
empty-inbox = Här är det lugnt
empty-inbox-more = När någon skickar dig ett förseglat brev kommer det hit av sig självt. Ingen annan än du kan öppna det.
empty-sent = Inget skickat än
empty-sent-more = Brev du har skickat ligger kvar här, och du ser vem som har öppnat dem om du bad om kvittens.
write-a-letter = Skriv ett brev
drafts = Utkast
drafts-hint = Brev som inte är skickade än. Bara du kan öppna dem, på vilken som helst av dina enheter.
drafts-nothing = Inga utkast
drafts-nothing-more = Det du börjar skriva sparas här av sig självt tills du skickar det eller kastar det.
draft-saving = Sparar …
draft-saved = Sparat { $time }
draft-not-saved = Inte sparat än
draft-copied = Brevet har ändrats på en annan enhet. Båda versionerna finns bland dina utkast.
draft-damaged = Utkastet går inte att öppna: servern gav inte tillbaka det så som du skrev det
draft-gone = Utkastet är redan raderat
discard-draft = Kasta: { $subject }
sign-out-unsaved = Brevet kunde inte sparas. Loggar du ut nu går det som inte är sparat förlorat.
sign-out-anyway = Logga ut ändå
offered = Ett brev blev inte klart
offered-more = Du loggades ut innan dina sista ord hann sparas. De finns bara kvar i den här fliken.
discard = Kasta
first-steps = Tre saker som är bra att göra nu
first-address = Berätta vilken adress du har
first-try = Skriv ett brev till dig själv
first-try-more = Se hur ett brev förseglas. Det hamnar under Skickat, där du kan öppna det
first-compare = Jämför säkerhetsnummer
first-compare-more = Försäkra dig om att de du skriver med är de som de säger

## Läsa

reading-pane = Öppet brev
none-open = Välj ett brev för att läsa det här.
letter = Brev
this-letter = Brevet
place-of = { $place } av { $total }
previous = Nyare brev
next = Äldre brev
you = dig
letter-to = till { $names }
letter-cc = kopia till { $names }
only-you = Bara du kan läsa det här
only-you-and = Bara du och { $name } kan läsa det här
only-you-and-two = Bara du, { $first } och { $second } kan läsa det här
only-you-and-more = { $count ->
    [one] Bara du, { $first } och 1 till kan läsa det här
   *[other] Bara du, { $first } och { $count } till kan läsa det här
}
trust-verified = Kontrollerad av dig
trust-known = Känd
trust-new = Ny för dig
first-contact = Det första brevet från { $address }
first-contact-more = Namnet har avsändaren valt själv, och det bevisar inget. Är det viktigt vem det är, så jämför säkerhetsnummer.
first-contact-link = Jämför
readable-until = kan läsas till och med { $day }
readable-no-more = kunde läsas till och med { $day }
sent-at = Skickat { $moment }
receipt-given = { $name } fick besked när du öppnade
receipt-given-more = { $moment }. Det sa vi till om innan du öppnade.
receipt-withheld = { $name } bad om besked när du öppnar
receipt-withheld-more = Ingen fick besked: dina inställningar säger att du inte ger kvittens.
receipt-refused = { $name } fick ingen kvittens
reply = Svara
reply-all = Svara alla
forward = Vidarebefordra
attachments = Bilagor
save-all = Spara alla
save-file = Spara { $name }
saving-file = Sparar { $name }
saved = sparad
saved-file = { $name } är sparad
pause-file = Pausa { $name }
resume-file = Fortsätt med { $name }
cancel-file = Avbryt { $name }
file-no-ending = FIL
transfer-done = { $done } av { $total }
transfer-going = { $done } · { $rate }/s · { $span } kvar
transfer-paused = { $done } · pausad
transfer-stalled = { $done } · väntar på förbindelsen

sealed = Ett brev till dig
sealed-someone = Avsändaren kan få besked när du öppnar
sealed-told = { $name } får besked när du öppnar
sealed-when = När du öppnade brevet
sealed-how = Att du var inloggad med lösenord och kod
sealed-not-where = Inte var du är, och inte vilken enhet du använder
break-seal = Bryt seglet och läs
not-now = Inte nu
sealed-terms = En frist kan löpa från den dag brevet kom, även om du väntar med att öppna det.
sealed-setting = Ändra om du ger kvittens

server-knows = Vad servern vet
knows-wrote = Att { $name } skrev till dig
knows-you-wrote = { $count ->
    [one] Att du skrev till en person, och till vem
   *[other] Att du skrev till { $count } personer, och till vilka
}
knows-when = Skickat { $sent }
knows-when-opened = Skickat { $sent }, öppnat { $opened }
knows-size = Ungefär hur stort det är: { $size }
knows-attachments = { $count ->
    [one] Att det finns 1 bilaga
   *[other] Att det finns { $count } bilagor
}
knows-receipt = Att det bads om kvittens
knows-expiry = Att det kan läsas till och med { $day }
knows-label = Etiketten på utsidan, { $label }
knows-folder = I vilken mapp det ligger, om det är öppnat och vad du har markerat det som
server-does-not-know = Kan inte se
unknown-text = Ämnet, texten och vad som står i bilagorna
unknown-files = Filnamn och filtyper
unknown-names = Namnen som står i brevet

flaw-status = Visas inte
flaw-forged = Brevet är inte från den som det påstår
flaw-forged-more = Seglet hör inte till avsändaren, så vi visar inte brevet. Fråga avsändaren på annat sätt om de har skrivit till dig. Du kan lägga det i papperskorgen.
flaw-not-for-you = Brevet är inte förseglat till dig
flaw-not-for-you-more = Det ligger i din brevlåda men går inte att öppna med dina nycklar. Be avsändaren skicka det igen. Du kan lägga det i papperskorgen.
flaw-key-changed = Avsändarens nycklar har bytts
flaw-key-changed-more = De nya nycklarna är inte bekräftade av de gamla, så någon annan kan ligga bakom brevet. Fråga avsändaren på annat sätt om brevlådan är ny. Till dess visar vi det inte.
flaw-fork = Serverns adressbok säger emot sig själv
flaw-fork-more = Den ger olika personer olika nycklar, så ingen kan veta vem som skrev det här. Vi visar det inte. Tala med den som driver tjänsten.
flaw-damaged = Brevet kan inte visas: skadat
flaw-damaged-more = En del saknas eller har ändrats efter att det förseglades. Be avsändaren skicka det igen. Dina andra brev påverkas inte.
flaw-row-forged = Visas inte: inte från den som det påstår
flaw-row-not-for-you = Visas inte: inte förseglat till dig
flaw-row-key-changed = Visas inte: avsändarens nycklar har bytts
flaw-row-fork = Visas inte: adressboken säger emot sig själv
flaw-row-damaged = Brevet kan inte visas: skadat

## Skickade brev och deras läsare

readers = Läsare
read-none = Inte läst
read-one = Läst
read-all = Läst av alla { $count }
read-some = Läst av { $read } av { $total }
read-at = Läst { $moment }
not-asked = Ingen kvittens begärdes
not-asked-more = Vi vet inte om brevet har öppnats. Slå på läskvittens nästa gång, innan du skickar.
tracker-done = Alla har öppnat brevet.
tracker-waiting = { $count ->
    [one] En läsare har inte öppnat det, eller ger inte kvittens.
   *[other] { $count } läsare har inte öppnat det, eller ger inte kvittens.
}
tracker-limit = En kvittens visar att brevlådan har öppnat brevet. Den visar inte att någon har förstått det.
change-last-day = Ändra sista dagen
change-last-day-more = Dina läsare ser att du har ändrat den. Kopior som en läsare har sparat stannar där de är.
last-day-changed = Sista dagen är ändrad
last-day-was-changed = ändrad efter att brevet skickades
recall = Återkalla
recall-heading = Återkalla brevet?
recall-more = Det tas bort ur brevlådorna hos dem som inte har öppnat det. De ser att du har återkallat ett brev, men inte vad det handlade om.
recall-limit = Den som har öppnat det har det kvar. Den vars enhet redan hade laddat det kan ändå ha en kopia.
recall-done = Brevet är återkallat
recalled = Du återkallade det { $moment }
reader-recalled = Återkallat
reader-recalled-more = Det togs bort innan läsaren hade öppnat det. Läsaren ser att du har återkallat ett brev.
letter-recalled = avsändaren återkallade det { $moment } från dem som inte hade öppnat det
recalled-by = { $name } har återkallat ett brev
recalled-by-more = Du hade inte öppnat det. Skrivet { $written }, återkallat { $recalled }.
tally = { $read } har läst, { $waiting } har inte läst
track = { $name }, steg för steg
track-delivered = Framme
track-opened = Öppnat
track-not-opened = Inte öppnat
track-unknown = Öppnat?
track-unknown-more = ingen kvittens begärd
signed-in-with = Inloggad med
assurance-password = Lösenord
assurance-code = Lösenord och kod från app
assurance-passkey = Lösennyckel
level = Nivå { $level } av 3
readers-clock = Läsarens egen klocka
proof = Underskrift
proof-holds = Kontrollerad, och den håller
log = Serverns logg
log-shown = Står i loggen, kontrollerat
log-erased = Servern har raderat det som skulle visa det
log-missing = Servern kan inte visa det i sin logg
log-rolled-back = Serverns logg har förlorat rader.
log-rolled-back-more = Något som stod i den förut är borta: någon har kapat den, eller en gammal säkerhetskopia har lagts tillbaka. Dina brev är kvar. Tala med den som driver tjänsten.
log-forked = Servern visar olika loggar.
log-forked-more = Loggen den visar fortsätter inte den som har setts förut. Brev och underskrifter håller ändå, men vad loggen säger räknas inte. Tala med den som driver tjänsten.
log-foreign-key = Serverns logg har en främmande underskrift.
log-foreign-key-more = Den är underskriven med en annan nyckel än den vi minns, så inget i den räknas. Tala med den som driver tjänsten.
bad-receipt = En kvittens kom som inte håller
bad-receipt-more = Underskriften hör inte till läsaren, så vi räknar den inte. Fråga läsaren på annat sätt.
proof-file = Spara ett bevis
proof-file-more = En fil som visar vem som helst att du har skickat brevet och vem som har öppnat det, även utan den här tjänsten. Programmet ”forsegla verify” kontrollerar den. Lägg brevet i filen bara om den som får den också får läsa: texten, och nycklarna till bilagorna.
proof-save-without = Spara utan brevet
proof-save-with = Spara med brevet
proof-saved = Beviset är sparat.

## Skriva

compose-title = Nytt brev
discard-letter = Kasta brevet
close-letter = Stäng, brevet finns kvar i fliken
discarded = Brevet är kastat
discarded-with-files = Brevet är kastat, och filerna med det
unsent = Brevet kunde inte sparas
unsent-more = Det finns bara i den här fliken. Börjar du på ett nytt kastas det som inte är sparat.
unsent-replace = Kasta och börja om
to = Till
cc = Kopia
to-first = Namn eller adress
to-more = Fler
suggestions = Personer du har skrivit med
subject = Ämne
letter-body = Brevet
chip-remove = Ta bort { $name }
reach-label = Hur mottagarna kan öppna brevet
reach-checking = Letar efter { $name }
reach-own = Du själv
reach-verified = { $name } är kontrollerad av dig
reach-known = { $name } har brevlåda och är känd
reach-new = { $name } har brevlåda; det är första gången du skriver
reach-none = { $name } har ingen brevlåda här och kan inte nås
reach-none-short = ingen brevlåda
reach-invalid = { $name } är ingen adress
reach-invalid-short = ingen adress
reach-changed = Nycklarna till { $name } har bytts. Fråga på annat sätt om brevlådan är ny; till dess förseglas inget dit
reach-changed-short = nycklarna bytta
reach-expired = Nycklarna till { $name } har gått ut. De förnyas när { $name } loggar in nästa gång; till dess går det inte att försegla något dit
reach-expired-short = nycklarna utgångna
reach-failed = Vi kunde inte leta efter { $name }
reach-failed-short = inte kontrollerad
attach = Bifoga fil
attach-or-drop = eller släpp filer här
attach-too-many = Ett brev rymmer högst { $count } bilagor.
attach-too-big = Filen är för stor.
attach-too-big-more = En bilaga rymmer högst { $size }.
uploading-file = Laddar upp { $name }
file-ready = låst och klar
remove-file = Ta bort { $name }
options = Alternativ för brevet
options-heading = Kvittens och tid
read-receipt = Läskvittens
read-receipt-hint = Mottagaren ser det innan brevet öppnas
last-day = Sista läsdag
last-day-hint = Efter den dagen går brevet inte att öppna. Kopior som en läsare har sparat finns kvar.
expiry-never = Ingen sista dag
expiry-days = { $day }, om { $count } dagar
expiry-day = Välj en dag
who-can-read = Vem kan läsa
who-nobody = Bara du, tills du lägger till någon.
who-one = Du och { $name }. Ingen annan, inte heller de som driver servern.
who-two = Du, { $first } och { $second }. Ingen annan, inte heller de som driver servern.
who-more = { $count ->
    [one] Du, { $first }, { $second } och 1 till. Ingen annan, inte heller de som driver servern.
   *[other] Du, { $first }, { $second } och { $count } till. Ingen annan, inte heller de som driver servern.
}
seal-and-send = Försegla och skicka
sealing = Förseglar
sent-toast = Brevet är förseglat och skickat
sent-show = Visa
letter-sealed = Brevet är förseglat
held-toast = Brevet är förseglat. Det går om { $count } s
held-toast-at = Brevet är förseglat. Det går { $moment }
held-too-late = För sent: brevet har skickats.
later = Skicka senare
later-heading = När ska brevet gå?
later-lead = Det förseglas nu och väntar hos servern. Tills det går kan du ta tillbaka det.
later-evening = I kväll
later-tomorrow = I morgon bitti
later-monday = På måndag morgon
later-other = En annan tid
later-send = Försegla och schemalägg
later-past = Välj en tid som ligger framåt
later-too-far = Välj en tid inom 90 dagar
later-after-last-day = Då är sista dagen att läsa brevet över
held-lead = De här breven är förseglade och väntar hos servern på sin tid. Till dess kan ingen annan än du se dem.
held-nothing = Inget väntar
held-nothing-more = Välj ”Skicka senare” när du skriver. Brevet väntar här på sin tid, och du kan ändra dig.
held-goes = Går { $moment }
held-keys-renewed = Inte skickat: någons nycklar har förnyats under tiden. Skicka det nu, så förseglas det på nytt.
held-recipient-gone = Inte skickat: någon som det är till har ingen brevlåda längre.
held-withdrawn = Skickas inte av sig självt: det är undertecknat med nycklar som du har bytt sedan dess, eller så ska brevlådan raderas. Läs det igen innan du skickar det.
held-expired = Inte skickat: sista dagen att läsa det var över.
held-back = Tillbaka till brevet
held-send-now = Skicka nu
held-remove = Ta bort
faults = Brevet är inte skickat än
fault-no-recipient = Lägg till någon att skriva till
fault-unreachable = Ta bort dem som inte kan nås
fault-doubtful = En adress är nästan likadan som någons du känner. Säg vem du menar.
meant = Menade du { $address }? Den adressen känner du.
meant-named = Menade du { $name } ({ $address })? Den adressen känner du.
meant-replace = Ja, byt ut
meant-keep = Nej, behåll min
fault-unchecked = Vänta tills alla mottagare är kontrollerade, eller försök igen
fault-too-many = Skriv till högst { $count } personer åt gången
fault-empty = Skriv något, eller bifoga en fil
fault-file-not-ready = Vänta tills filerna är uppladdade, eller ta bort dem
fault-file-failed = Ta bort de filer som inte laddades upp
fault-bad-day = Välj en sista dag som inte har varit
not-sent-kept = Texten, mottagarna och filerna finns kvar här.
forward-prefix = Vb:
forward-head =
    Vidarebefordrat brev
    Från: { $name }
    Skickat: { $moment }
    Ämne: { $subject }
quote-head = { $name } skrev { $moment }:

## Papperskorgen

bin-empty = Tom
bin-facts = { $count ->
    [one] 1 brev. Det ligger kvar tills du raderar det.
   *[other] { $count } brev. De ligger kvar tills du raderar dem.
}
bin-nothing = Papperskorgen är tom
bin-nothing-more = Brev du kastar ligger här tills du raderar dem eller lägger tillbaka dem.
empty-bin = Töm papperskorgen
column-who = Från eller till
column-thrown = Kastat
column-size = Storlek
put-back = Lägg tillbaka
put-back-letter = Lägg tillbaka: brevet { $name }
erase = Radera
erase-question = { $count ->
    [one] Radera 1 brev för alltid?
   *[other] Radera { $count } brev för alltid?
}
erase-means = { $count ->
    [one] Vi skriver över det på servern och förstör dess nyckel, så att varken du eller vi kan få det tillbaka.
   *[other] Vi skriver över dem på servern och förstör deras nycklar, så att varken du eller vi kan få dem tillbaka.
}
erase-others = Avsändare och andra läsare har sina egna exemplar kvar.
erase-saved = Filer du har sparat på en enhet ligger kvar där.
erase-report = Du får en rapport som du kan behålla.
keep-letters = Behåll
erase-letters = { $count ->
    [one] Radera 1 brev
   *[other] Radera { $count } brev
}
erasing = Raderar
erasing-begins = Raderingen börjar
erasing-more = Breven går redan nu inte att öppna. Du kan lämna sidan, servern fortsätter.
erasing-progress = { $done } av { $total } brev överskrivna
erasing-retries = Det tar längre tid än vanligt
erasing-retries-more = Lagringen tog inte emot överskrivningen. Servern försöker igen av sig själv tills det är gjort, och ger ingen rapport före det.
bin-erased-said = Breven är raderade. Rapporten är klar.
report = Raderingsrapport
report-done = Klart
report-summary = { $count ->
    [one] 1 brev är borta. Det tog { $span }.
   *[other] { $count } brev är borta. Det tog { $span }.
}
report-hidden = Dolda för alla
report-hidden-more = Från { $moment } kunde ingen öppna dem
report-keys = Nycklarna förstörda
report-keys-more = { $count ->
    [one] 1 nyckel överskriven
   *[other] { $count } nycklar överskrivna
}
report-overwritten = Breven överskrivna
report-overwritten-more = I full längd och på plats ({ $system })
report-removed = Breven överskrivna och borttagna
report-not-in-place = Filsystemet ({ $system }) kan ha äldre block kvar en tid. Utan nycklarna går de inte att läsa.
report-attachments = { $count ->
    [one] 1 bilaga släppt
   *[other] { $count } bilagor släppta
}
report-attachments-more = En bilaga som ingen längre har kvar skrivs också över
report-limits = Det här kan vi inte lova
report-limits-more = Avsändare och läsare har sina egna exemplar, och filer du har sparat ligger där du sparade dem. I serverns säkerhetskopior kan oläsliga rester ligga kvar en tid.
report-save = Spara rapporten
report-saved = Rapporten är sparad.
report-signed = Underskriven av servern { $moment } ·
earlier = Tidigare raderingar
earlier-one = { $count ->
    [one] 1 brev, { $moment }
   *[other] { $count } brev, { $moment }
}
earlier-show = Visa rapporten från { $moment }

## Inställningar

settings-profile = Profil
settings-look = Språk och utseende
settings-security = Säkerhet
name-save = Spara namnet
name-saved = Namnet är sparat. Det följer med nästa brev.
address-stays = Brevlådans adress går inte att ändra.
mailbox-since = Brevlådan skapad
sign-out-hint = Inget av brevlådan finns kvar på den här enheten.
language-hint = Även för det som servern skriver till dig
look = Utseende
look-hint = Följ systemet, eller välj
look-system = System
look-light = Ljust
look-dark = Mörkt
undo-time = Tid att ångra sig
undo-time-hint = Så länge efter att du har skickat ett brev kan du ta tillbaka det. Innan dess lämnar inget servern.
undo-time-none = Ingen
signing-in = Inloggning
password-only-you = Bara du känner till det. Vi har aldrig sett det.
password-new = Nytt lösenord
password-current = Lösenordet du har nu
password-change = Byt
password-change-lead = På alla andra enheter loggas du ut. Brev och koder på papper blir som de är.
password-change-do = Byt lösenordet
password-change-busy = Byter lösenordet
compromised-ask = Någon kan känna till mitt lösenord
compromised-lead = Gör detta om ditt lösenord kan ha hamnat hos någon annan. Det byter inte bara lösenordet utan allt som det öppnade:
compromised-keys = Din brevlåda får nya nycklar. Gamla brev går att läsa som förut, och de som skriver till dig märker ingenting.
compromised-words = Dina återställningsord byts ut. Skriv ner de nya på papper först.
compromised-passkeys = Lösennycklar som öppnar brevlådan utan lösenord måste tillåtas på nytt.
compromised-out = Du loggas ut överallt, även här, och loggar in med det nya lösenordet.
compromised-limit = Den som redan har kopierat brev har dem kvar.
compromised-now = De nya orden gäller så snart du avslutar det här steget.
compromised-do = Byt ut lösenord och nycklar
compromised-done = Ditt lösenord och alla nycklar är utbytta
compromised-done-more = Du är utloggad överallt. Logga in med det nya lösenordet. Bara de nya återställningsorden gäller; dina koder på papper gäller som förut.
password-changed = Lösenordet är bytt. Alla andra enheter är utloggade.
backup-codes = Koder på papper
backup-codes-none = Inga än. De öppnar brevlådan när du är utan appen.
backup-codes-left = { $count ->
    [one] 1 kod kvar
   *[other] { $count } koder kvar
}
backup-codes-make = Skapa koder
backup-codes-make-new = Skapa nya
backup-codes-void = Nya koder gör dem du har på papper värdelösa.
backup-codes-for = Koder på papper för { $address }
backup-codes-lead = Var och en öppnar brevlådan en gång, tillsammans med ditt lösenord, när du är utan appen. Skriv ut dem eller skriv av dem, och ha dem inte ihop med telefonen. De visas bara nu; koder från förut gäller inte längre.
backup-codes-done = Jag har lagt undan dem
backup-code-label = Kod på papper
backup-code-hint = Sexton bokstäver och siffror. Varje kod gäller en gång.
use-backup-code = Använd en kod på papper
use-app = Använd appen
use-reserve-phone = Skicka en kod till telefonen som slutar på { $number }
fallback-wanted = Förlorar du telefonen, förlorar du breven
fallback-wanted-more = Koder på papper öppnar brevlådan när du är utan appen.
authenticator = Kodapp
totp-since = Används sedan { $day }
replace = Byt
replace-not = Behåll den jag har
step-up-lead = Bekräfta att det är du.
step-up-code-hint = Från den app du använder nu. Vänta på en kod som du inte har använt än.
totp-replaced = Den nya kodappen används nu. Du kan ta bort den gamla posten.
forgot-password = Glömt lösenordet?
lost-phone = Tappat bort telefonen?
recovery-words = Återställningsord
step-words = Ord
register-words-heading = Ord för en regnig dag
words-lead = Tolv ord öppnar din brevlåda när du har glömt lösenordet. Skriv ner dem på papper och ha dem där bara du tittar. Vi har dem inte.
words-later = Gör det senare
words-for = Forsegla på { $service } · { $address } · { $day }
words-english = De är engelska ord, vilket språk du än läser det här på.
words-save = Spara som textfil
words-put-away = Jag har dem på papper
words-check-lead = Titta på papperet och skriv de här tre orden.
words-see-again = Visa orden igen
word-number = Ord { $number }
word-other = Det står något annat på papperet. Titta igen.
words-none = Inga än. Den som glömmer lösenordet utan dem förlorar breven.
words-since = Skapade { $day }
words-make = Skapa ord
words-void = Nya ord gör dem du har på papper värdelösa.
words-confirm-lead = När du har bekräftat att det är du gäller de här orden, och inga andra.
words-use = Använd de här orden
words-in-use = De nya återställningsorden gäller från och med nu
words-doubted = Skapa nya återställningsord
words-doubted-more = Någon använde dina återställningsord, och det stoppades. Kanske har de ditt papper. Nya ord gör de gamla värdelösa.
recovery-pending = Någon vill öppna din brevlåda med dina återställningsord
recovery-pending-more = Är det inte du, stoppa det. Annars öppnas den { $time }.
recovery-stop = Stoppa det
recovery-stopped = Stoppat: brevlådan förblir stängd för dem
recover-heading = In igen med dina ord
recover-lead = För när du har glömt lösenordet, eller tappat bort telefonen med appen.
recover-words-hint = De tolv orden från ditt papper. Stora bokstäver, siffror och radbrytningar spelar ingen roll.
recover-back = Tillbaka till inloggningen
recover-code-heading = Nu en kod
recover-code-lead = Orden är rätt. Välj ett nytt lösenord, med en kod.
recover-no-app = Jag har ingen app längre, och inga koder på papper
recover-wait-explained = Då måste du vänta, oftast ett dygn. Varje enhet som är inloggad visar det och kan stoppa det, om någon har hittat dina ord. Kom sedan tillbaka med orden och välj ett nytt lösenord; därefter lägger du till en ny app. Dina brev finns kvar, och nya kommer in under tiden.
recover-wait-begin = Börja vänta
recover-waiting = Du måste vänta
recover-waiting-lead = Tiden är slut { $time }. Inget du gör under tiden förlänger den.
recover-waiting-then = Behåll orden
recover-waiting-then-more = Kom tillbaka efter den tiden och skriv dem här en gång till.
recover-due-heading = Tiden är slut
recover-due-lead = Välj ett nytt lösenord. Vid nästa inloggning lägger du till en ny kodapp.
recover-ends = Alla enheter loggas ut, och orden du just använde är värdelösa. Skapa nya när du är inne.
recover-do = Använd det nya lösenordet
recover-done = Det nya lösenordet gäller. Logga in med det.
stop-heading = Stoppa återställningen?
stop-lead = Någon vill öppna din brevlåda med dina återställningsord. Är det inte du, stoppa det här. Inget händer innan du gör det.
no-way-back = Ingen väg runt låset
phone = Telefon
phone-none = Ingen. Lägg till en, så att vi kan varna dig.
phone-change = Byt nummer
phone-ends-with = Numret slutar på { $number }.
phone-set = Telefonen är din. Den får veta om ändringar från och med nu.
reserve-phone = Reservtelefon
reserve-phone-none = Ingen. En kod till den öppnar brevlådan, tillsammans med lösenordet, när du är utan appen.
reserve-phone-add = Lägg till en
reserve-phone-set = Reservtelefonen är inlagd.
reserve-phone-remove = Ta bort den
reserve-phone-removed = Reservtelefonen är borttagen.
passkeys = Lösennycklar
passkeys-none = Inga. En lösennyckel ersätter koden med fingeravtryck, ansikte eller pinkod, och fungerar aldrig på en falsk sida.
passkeys-count = { $count ->
    [one] En lösennyckel
   *[other] { $count } lösennycklar
}
passkeys-first = Lägg till en
passkeys-change = Ändra
passkeys-full = Fler får inte plats. Ta bort en först.
passkey-name = Namn på den nya lösennyckeln
passkey-name-hint = Så att du känner igen den, till exempel ”Min telefon”.
passkey-name-fault = Skriv ett namn på högst { $max } tecken.
passkey-add = Lägg till lösennyckel
passkey-added = Lösennyckeln är tillagd.
passkey-removed = Lösennyckeln är borttagen.
passkey-remove = Ta bort
passkey-remove-named = Ta bort lösennyckeln { $name }
passkey-times = Tillagd { $since }, senast använd { $used }
passkey-unused = Tillagd { $since }, inte använd än
passkey-use = Använd en lösennyckel
passkey-waiting = Väntar på din enhet
passkey-in-place = Din lösennyckel ersätter koden. Enheten frågar efter fingeravtryck, ansikte eller pinkod.
passkey-or-code = Eller skriv en kod i stället.
passkey-heading = Bekräfta med lösennyckel
passkey-lead = Din enhet frågar efter fingeravtryck, ansikte eller pinkod.
passkey-not-allowed = Ingen lösennyckel användes.
passkey-not-allowed-more = Det avbröts, tog för lång tid, eller så finns det ingen på den här enheten. Inget har ändrats.
passkey-known = Den här enheten har redan en.
passkey-known-more = En lösennyckel för brevlådan räcker på varje enhet.
passkey-unable = Lösennycklar fungerar inte här.
passkey-unable-more = Webbläsaren eller enheten klarar dem inte på den här adressen. Koden från din app fungerar.
passkey-answer-refused = Lösennyckeln godtogs inte.
passkey-answer-refused-more = Försök igen, eller skriv koden från din app.
opening = Logga in utan lösenord
opening-none = Av. En lösennyckel kan öppna brevlådan ensam, utan lösenord och kod.
opening-count = { $count ->
    [one] En lösennyckel öppnar brevlådan ensam
   *[other] { $count } lösennycklar öppnar brevlådan ensamma
}
opening-first = Tillåt det
opening-warning = Då räcker enheten ensam
opening-warning-more = Den som har enheten och dess pinkod, fingeravtryck eller ansikte öppnar brevlådan utan ditt lösenord. Ta genast tillbaka det om enheten försvinner.
opening-lead = Bekräfta först att det är du. Sedan frågas enheten efter lösennyckeln.
opening-choose = Välj lösennyckeln
opening-choose-lead = Välj nu den lösennyckel som får öppna brevlådan. Din enhet frågar efter fingeravtryck, ansikte eller pinkod.
opening-allowed = Lösennyckeln öppnar brevlådan nu.
opening-since = Öppnar brevlådan sedan { $since }
opening-end = Ta tillbaka
opening-end-named = Ta tillbaka det som lösennyckeln { $name } får
opening-ended = Lösennyckeln öppnar inte längre brevlådan.
by-passkey = Logga in med lösennyckel
by-passkey-hint = Adressen räcker om du har låtit en lösennyckel öppna brevlådan.
passkey-none-opens-more = Det avbröts, tog för lång tid, eller så har enheten ingen som kan öppna en brevlåda ensam. Lösenord och kod fungerar som vanligt.
receipts = Kvittenser
receipts-give = Ge kvittens när avsändaren ber om det
receipts-hint = Du får veta det innan du öppnar ett sådant brev. Avstängt får ingen avsändare veta något.
receipts-on = Du ger kvittens från och med nu.
receipts-off = Du ger inte kvittens från och med nu.
devices = Enheter
devices-lead = Här är du inloggad. Finns det en du inte känner igen, logga ut den och byt lösenord.
device-unknown = En enhet som vi inte känner
device-program = Ett program
device-this = Den här
device-times = Inloggad { $since }, senast använd { $used }
device-net = Från nätverket { $net }
device-end = Logga ut
device-end-named = Logga ut: { $device }, inloggad { $since }
device-ended = Utloggad: { $device }.
devices-lost = Har du tappat bort en enhet?
devices-lost-more = Logga ut på alla andra ställen. De enheterna stängs inom en sekund, och det de har sparat av din brevlåda öppnar ingenting. En enhet utan förbindelse märker det när den är tillbaka.
devices-end-others = Logga ut på alla andra ställen
devices-ended-others = Du är utloggad på alla andra ställen.
devices-only = Du är inte inloggad någon annanstans.
events = Senaste säkerhetshändelser
events-lead = Vad som har hänt med åtkomsten till din brevlåda, det senaste först.
events-older = Äldre
event-times = { $count } gånger, { $times }
event-signed-in = Inloggad
event-wrong-password = Ett felaktigt lösenord avvisades
event-wrong-code = En felaktig kod avvisades
event-signed-out = Utloggad
event-ended-elsewhere = En enhet loggades ut från en annan
event-ended-others = Utloggad på alla andra ställen
event-enrolled = Kodapp tillagd
event-replaced = Kodapp utbytt
event-password-changed = Lösenordet byttes
event-password-compromised = Lösenordet och alla nycklar byttes ut
event-backup-codes-made = Koder på papper skapades
event-backup-code-used = En kod på papper användes
event-phone-verified = Telefon bekräftad
event-reserve-phone-set = Reservtelefon inlagd
event-reserve-phone-removed = Reservtelefon borttagen
event-reserve-phone-used = En kod till reservtelefonen användes
event-words-made = Återställningsord skapade
event-wrong-words = Fel återställningsord avvisades
event-recovery-begun = Någon med återställningsorden började en väntetid
event-recovery-stopped = Väntetiden stoppades
event-recovered = Öppnad med återställningsorden, och lösenordet bytt
event-passkey-added = Lösennyckel tillagd
event-passkey-removed = Lösennyckel borttagen
event-passkey-used = En lösennyckel användes
event-passkey-counter-back = En lösennyckel nekades: det kan finnas en kopia av den
event-passkey-opens = En lösennyckel får öppna brevlådan utan lösenord
event-passkey-opens-no-more = En lösennyckel öppnar inte längre brevlådan
event-opened-by-passkey = En lösennyckel öppnade brevlådan utan lösenord
event-wrong-passkey = En lösennyckel som inte öppnar brevlådan avvisades
event-keys-renewed = Nycklar förnyade
event-end-requested = Bad om att radera brevlådan
event-end-stopped = Raderingen av brevlådan stoppades
contacts-none = Ingen än
contacts-none-more = De du skriver med, och de som skriver till dig, kommer hit av sig själva.
compare = Är det verkligen de?
compare-more = Ring eller träffas och jämför säkerhetsnumret. Är det lika hos er båda står ingen emellan. Markera då personen som kontrollerad.
safety-number = Säkerhetsnummer
safety-number-lead = { $name } ser samma nummer vid ditt namn.
verify = Vi har jämfört: kontrollerad
unverify = Ta tillbaka ”kontrollerad”
now-verified = { $name } är kontrollerad.
not-verified = { $name } är inte längre kontrollerad.

## När brevlådan raderas

end-account = Radera brevlådan
end-account-what = Allt försvinner: breven i alla mappar, dina nycklar och det som öppnar brevlådan. Ingen kan ta det tillbaka, inte heller den som driver tjänsten.
end-account-others = Brev som du har skickat finns kvar hos dem som fick dem.
end-account-days = Du har några dagar på dig att ändra dig. Så länge kan du läsa, men ingen kan skriva till dig. Vi mejlar dig vilken dag det sker, och en signerad rapport när allt är raderat.
end-account-confirm = Bekräfta att det är du. På alla andra enheter loggas du ut.
end-account-set = Brevlådan raderas { $day }.
keyrings-restored = Någon hade skrivit över dina nycklar
keyrings-restored-more = De hade en enhet som var inloggad. Vi har lagt tillbaka det du hade när du loggade in förra gången: dina brev öppnas, och ett namn eller en kontakt som du har ändrat sedan dess kan vara som förut. Logga ut överallt annars nu. Om någon kan känna till ditt lösenord, byt ut det och alla nycklar.
keyrings-restored-devices = Se enheter
keyrings-restored-security = Byt ut lösenord och nycklar
ending = Brevlådan raderas { $day }
ending-more = Så länge kan du läsa, men ingen kan skriva till dig. Du kan ångra dig när som helst.
ending-stop = Behåll brevlådan
ending-stopped = Brevlådan blir kvar. Allt är som förut.

## Tangenter

keys = Kortkommandon
keys-step = nästa, föregående
keys-open = öppna
keys-write = nytt brev
keys-reply = svara
keys-reply-all = svara alla
keys-bin = lägg i papperskorgen
keys-archive = lägg i arkivet, eller ta ut
keys-star = stjärnmärk
keys-unread = markera som oläst
keys-go-drafts = utkast
keys-go-archive = arkiv
keys-go-starred = stjärnmärkt
keys-inbox = inkorg
keys-sent = skickat
keys-go-bin = papperskorg
keys-back = tillbaka
keys-help = alla kommandon
keys-on = Enstaka tangenter gör något
keys-on-hint = Stäng av om du talar in text. Tangenterna vilar när du skriver.
keys-show = Visa alla kortkommandon

## När tiden är slut

idle = Är du kvar?
idle-more = Det har varit stilla en stund. När tiden är ute låser vi brevlådan och loggar ut dig.
idle-writing = Det har varit stilla en stund. När tiden är ute låser vi brevlådan och loggar ut dig. Brevet finns kvar bland dina utkast.
idle-last = Du har varit inloggad så länge det går. När tiden är ute behöver du logga in igen. Skicka det du skriver på.
idle-left = { $seconds } sekunder kvar
stay = Stanna kvar
sign-out-now = Logga ut nu

## Det som gick fel

err-offline = Vi når inte servern.
err-offline-more = Det du har skrivit finns kvar. Kontrollera förbindelsen och försök igen.
err-signed-out = Du är utloggad.
err-signed-out-more = Logga in igen för att fortsätta.
err-bad-answer = Serverns svar håller inte.
err-bad-answer-more = Det är inte ditt fel, och inget har ändrats. Försök igen; händer det på nytt, tala med den som driver tjänsten.
err-server-changed = Servern är inte den du känner.
err-server-changed-more = Den skriver under med en annan nyckel än förut, så vi stannade och inget skickades. Tala med den som driver tjänsten innan du fortsätter.
err-not-in-log = Servern kan inte visa brevet i sin logg.
err-not-in-log-more = Därför finns inget att bevisa det med. Försök igen senare; förblir det så, tala med den som driver tjänsten.
err-downgrade = Servern begär lägre säkerhet än vi godtar.
err-downgrade-more = Vi stannade, och inget skickades. Tala med den som driver tjänsten.
err-keys-changed = Nycklarna till { $name } har bytts.
err-keys-changed-more = Inget förseglades dit, och brevet finns kvar. Fråga på annat sätt om brevlådan är ny.
err-keys-expired = Nycklarna till { $name } har gått ut.
err-keys-expired-more = De förnyas när ägaren loggar in nästa gång. Inget förseglades dit, och brevet finns kvar.
err-no-mailbox = { $name } har ingen brevlåda här.
err-no-mailbox-more = Kontrollera stavningen, eller ta bort adressen.
err-weak-password-more = Ändra det och försök igen.
err-words = Det här är inte de tolv återställningsorden.
err-words-unknown = Ord { $position } är inte ett av orden. De är engelska ord: titta på papperet igen.
err-words-near = Ord { $position } är inte ett av orden. Är det något av dessa: { $near }?
err-words-count = Det är { $count } ord, och det ska vara 12.
err-words-checksum = Varje ord är ett riktigt ord, men inte alla tillsammans. Leta efter ett ord på fel plats, eller ett som liknar ett annat.
err-invalid = Något är inte rätt ifyllt.
err-invalid-more = Gå igenom det du har skrivit och försök igen.
err-file-unreadable = Filen går inte att läsa, eller har ändrats under tiden.
err-file-unreadable-more = Ta bort den och bifoga den igen.
err-file-unwritable = Filen går inte att spara.
err-file-unwritable-more = Kontrollera att det finns plats på enheten och försök igen.
err-cancelled = Avbrutet.
err-cancelled-more = Inget har ändrats.
err-out-of-turn = Det steget hör till ett annat tillfälle.
err-out-of-turn-more = Börja om genom att logga in.
code-login-refused = Fel adress eller lösenord.
code-login-refused-more = Kontrollera båda, och om skiftlåset är på. Försök sedan igen.
code-code-refused = Koden är fel, eller redan använd.
code-code-refused-more = Vänta på nästa kod och skriv den.
code-code-refused-tries = { $count ->
    [0] Logga in igen för att få nya försök.
    [one] Ta nästa kod. Du har 1 försök kvar.
   *[other] Ta nästa kod. Du har { $count } försök kvar.
}
clock-is-off = Det kan bero på enhetens klocka; den borde visa { $time }. Låt telefon och enhet ställa klockan automatiskt.
code-second-factor-ended = Tiden för koden är ute.
code-second-factor-ended-more = Skriv adress och lösenord igen, och sedan en ny kod.
code-proof-ended = Den koden gäller inte längre.
code-proof-ended-more = Be om en ny.
code-address-unproven = Adressen är inte bekräftad än.
code-address-unproven-more = Skriv koden från mejlet först.
code-phone-unproven = Telefonen är inte bekräftad än.
code-phone-unproven-more = Skriv koden från sms:et först.
code-phone-refused = Det går inte att skicka koder till det numret.
code-phone-refused-more = Kontrollera det. Det måste vara ett mobilnummer i ett land som tjänsten skickar till.
code-recovery-refused = Adressen eller återställningsorden är fel.
code-recovery-refused-more = Kontrollera båda. Finns det nyare ord gäller bara de.
code-recovery-ended = Tiden för det här är ute, eller så är orden andra nu.
code-recovery-ended-more = Inget har ändrats. Skriv återställningsorden igen.
code-recovery-not-due = Väntetiden är inte slut.
code-recovery-not-due-more = Den kan också ha stoppats. Skriv återställningsorden igen för att se hur det står till.
code-passkey-refused = Lösennyckeln kunde inte läggas till.
code-passkey-refused-more = Den hör inte hit, finns redan, eller så tog det för lång tid. Försök igen.
code-passkey-opens-nothing = Den här lösennyckeln öppnar inte brevlådan.
code-passkey-opens-nothing-more = Logga in med lösenord och kod. Under Säkerhet kan du låta en lösennyckel öppna brevlådan.
err-passkey-yields-nothing = Den här lösennyckeln kan inte öppna någon brevlåda.
err-passkey-yields-nothing-more = Enheten eller webbläsaren klarar det inte, eller så skapades den för länge sedan: lägg då till en ny. Lösenord och kod fungerar som vanligt.
code-step-up-required = Bekräfta först att det är du.
code-step-up-required-more = Skriv lösenord och kod en gång till. Inget har ändrats.
code-second-factor-conflict = Kodappen är redan tillagd.
code-second-factor-conflict-more = Logga in med lösenordet och en kod från den.
code-invalid-address = Den adressen går inte att använda.
code-invalid-address-more = Kontrollera stavningen.
code-address-taken = Det finns redan en brevlåda med den adressen.
code-address-taken-more = Är den din, logga in. Annars kontrollera stavningen.
code-not-found = Det finns inte kvar.
code-not-found-more = Det kan ha raderats eller flyttats, här eller i ett annat fönster.
code-message-id-reused = Brevet gick inte att skicka så här.
code-message-id-reused-more = Det finns kvar. Skicka det en gång till.
code-message-erased = Brevet är raderat.
code-message-erased-more = Det går inte att få tillbaka.
code-stale-recipient-key = En mottagare har nya nycklar.
code-stale-recipient-key-more = Inget skickades, och brevet finns kvar. Skicka det en gång till, så förseglas det med de nya nycklarna.
code-stale-sender-key = Dina nycklar har förnyats i ett annat fönster.
code-stale-sender-key-more = Inget skickades, och brevet finns kvar. Skicka det en gång till.
code-unknown-recipient = En mottagare har inte längre någon brevlåda.
code-unknown-recipient-more = Inget skickades, och brevet finns kvar. Gå igenom mottagarna.
code-blob-refused = En bilaga kom inte fram hel.
code-blob-refused-more = Brevet finns kvar. Ta bort bilagan och bifoga den igen.
code-blob-unavailable = En bilaga är inte tillgänglig.
code-blob-unavailable-more = Om du skickar: ta bort den och bifoga den igen. Om du sparar kan den ha raderats.
code-keyring-conflict = Något ändrades i ett annat fönster samtidigt.
code-keyring-conflict-more = Försök igen.
code-too-large = Det är för mycket på en gång.
code-too-large-more = Inget skickades. Korta av, eller använd färre mottagare eller filer.
code-mailbox-full = Din brevlåda är full.
code-mailbox-full-more = Det du har skrivit finns kvar. Töm papperskorgen för att få plats.
code-clock-refused = Enhetens klocka går fel.
code-clock-refused-time = Enligt vår klocka är det { $time }. Låt enheten ställa klockan automatiskt och skicka igen; brevet finns kvar.
code-clock-refused-more = Låt enheten ställa klockan automatiskt och skicka igen; brevet finns kvar.
code-rate-limited = För många försök på kort tid.
code-work-required = Servern ber om ännu mer uträkning.
code-busy = Servern är upptagen.
code-internal = Något gick fel på servern.
code-internal-more = Det är inte ditt fel, och det du har skrivit finns kvar. Försök igen om en stund.
code-storage-full = Servern har ingen plats kvar.
code-storage-full-more = Att läsa och radera fungerar ändå. Det du har skrivit finns kvar. Tala med den som driver tjänsten.
code-cross-site-refused = Begäran stoppades för säkerhets skull.
code-cross-site-refused-more = Ladda om sidan och försök en gång till.
code-seal-refused = Servern godtog inte seglet.
code-seal-refused-more = Inget skickades, och brevet finns kvar. Ladda om sidan och försök en gång till; händer det på nytt, tala med den som driver tjänsten.
code-not-understood = Servern förstod inte sidan.
code-not-understood-more = Den ena är nyare än den andra. Ladda om sidan.
try-again-in = Försök igen om { $span }. Det du har skrivit finns kvar.
try-again-soon = Försök igen om en stund. Det du har skrivit finns kvar.
