### Det, serveren skriver til mennesker, i e-mail og SMS, på dansk. En værdi er emnet; `.happened` siger, hvad der skete,
### `.act`, hvad man gør. Her står aldrig noget om breve: ingen afsender, intet emne, intet antal.

## Overalt

time = { $day }. { $month ->
    [1] januar
    [2] februar
    [3] marts
    [4] april
    [5] maj
    [6] juni
    [7] juli
    [8] august
    [9] september
    [10] oktober
    [11] november
   *[12] december
} { $year } kl. { $hour }.{ $minute } UTC
footer =
    Denne e-mail kommer automatisk fra { $host }. Den kan ikke besvares.

    Vi beder dig aldrig logge ind gennem et link eller sige en kode til nogen. Vil du ind i din postkasse, så skriv selv adressen { $host } i browseren.

## E-mail

address-code = Din kode
    .happened = Nogen, formentlig dig, vil oprette en postkasse på { $host } med denne e-mailadresse. Skriv koden på den side, hvor du begyndte:
    .act = Den gælder et kort stykke tid. Var det ikke dig, skal du ikke gøre noget: uden koden bliver der ingen postkasse.
address-known = Du har allerede en postkasse
    .happened = Nogen, formentlig dig, ville oprette en postkasse på { $host } med denne e-mailadresse. Den har allerede en. Intet er ændret.
    .act = Var det dig, så log ind som sædvanlig. Har du glemt adgangskoden, kan du gendanne den fra siden, hvor du logger ind. Var det ikke dig, skal du ikke gøre noget.
new-sign-in = Nyt login
    .happened = { $device ->
        [program] Et andet program end en browser loggede ind i din postkasse { $when }.
        [unknown] Nogen loggede ind i din postkasse fra en ukendt enhed { $when }.
       *[other] Nogen loggede ind i din postkasse { $when }, fra: { $device }.
    }
    .act = Var det dig, er alt, som det skal være. Var det ikke dig, så log ind, skift adgangskode, og log de andre enheder ud under Enheder.
wrong-codes = Flere forkerte koder
    .happened = Nogen skrev din rigtige adgangskode og derefter flere forkerte koder. Ingen kom ind.
    .act = Var det ikke dig, kender nogen måske din adgangskode. Log ind, og skift den.
wrong-passwords = Mange forkerte adgangskoder
    .happened = Nogen har prøvet mange forkerte adgangskoder til din postkasse. Ingen kom ind.
    .act = Var det ikke dig, skal du ikke gøre noget. Var det dig, og har du glemt adgangskoden, kan du gendanne den fra siden, hvor du logger ind.
password-changed = Adgangskoden er skiftet
    .happened = Adgangskoden til din postkasse er skiftet. Alle andre enheder er logget ud.
    .act = Var det ikke dig, så gendan straks adgangskoden fra siden, hvor du logger ind, og skift derefter kode-app.
password-compromised = Din adgangskode og alle nøgler er udskiftet
    .happened = Adgangskoden til din postkasse er udskiftet, fordi nogen måske kender den, og alle postkassens nøgler med den. Du er logget ud på alle enheder. De gamle gendannelsesord gælder ikke længere.
    .act = Var det ikke dig, så gendan straks adgangskoden fra siden, hvor du logger ind, hvis dine ord stadig gælder, og bed ellers den, der driver tjenesten, om at undersøge det.
authenticator-replaced = Kode-appen er skiftet
    .happened = Din postkasse åbnes nu med koder fra en anden kode-app. Den gamle gælder ikke længere.
    .act = Var det ikke dig, så log ind med en kode på papir, skift adgangskode, og sæt din egen kode-app ind igen.
    .sms = Forsegla: din kode-app er skiftet. Ikke dig? Log ind på { $host }, og skift adgangskode.
backup-codes-made = Nye koder på papir
    .happened = Der er lavet nye koder på papir til din postkasse. De gamle gælder ikke længere.
    .act = Var det ikke dig, så log ind, skift adgangskode, og lav nye koder.
backup-code-used = En kode på papir er brugt
    .happened = Nogen loggede ind i din postkasse med en af dine koder på papir. { $left ->
        [0] Det var den sidste.
        [one] Du har { $left } kode tilbage.
       *[other] Du har { $left } koder tilbage.
    }
    .act = Var det dig, og har du få tilbage, så lav nye under Sikkerhed. Var det ikke dig, så log ind, skift adgangskode, og lav nye koder.
phone-verified = Dit telefonnummer er bekræftet
    .happened = Nummeret { $number } hører nu til din postkasse.
    .act = Var det ikke dig, så log ind, skift adgangskode, og angiv dit eget nummer igen.
    .sms = Forsegla: en anden telefon får nu advarsler om din postkasse. Ikke dig? Skift adgangskode på { $host }.
reserve-phone-changed = Din reservetelefon er ændret
    .happened = Reservekoder sendes nu til { $number }.
    .act = Var det ikke dig, så log ind, skift adgangskode, og ret nummeret.
reserve-phone-removed = Din reservetelefon er fjernet
    .happened = Din postkasse har ikke længere nogen reservetelefon.
    .act = Var det ikke dig, så log ind, skift adgangskode, og tilføj dit nummer igen.
reserve-phone-used = En kode til reservetelefonen er brugt
    .happened = Nogen loggede ind i din postkasse med en kode, der blev sendt til din reservetelefon.
    .act = Var det ikke dig, så log ind, skift adgangskode, og skift reservetelefon.
recovery-words-changed = Dine gendannelsesord er skiftet
    .happened = Din postkasse har fået nye gendannelsesord. De gamle gælder ikke længere.
    .act = Var det ikke dig, så log ind, skift adgangskode, og lav nye ord.
recovery-used = Postkassen er gendannet
    .happened = Nogen åbnede din postkasse med gendannelsesordene og valgte en ny adgangskode. Alle enheder er logget ud.
    .act = Var det ikke dig, så gendan straks adgangskoden fra siden, hvor du logger ind, og lav derefter nye ord.
recovery-requested = Nogen vil gendanne din postkasse
    .happened = Nogen, måske dig, har skrevet dine gendannelsesord og siger, at kode-appen er væk. Efter { $until } kan den person vælge en ny adgangskode og en ny kode-app.
    .act = Var det dig, så vent til da. Var det ikke dig, så stop det på denne side. Den spørger, før der sker noget, og beder dig ikke om at logge ind:
    .after = Log derefter ind, og lav nye gendannelsesord: en anden kan have de gamle.
    .sms = Forsegla: nogen vil gendanne din postkasse. Ikke dig? Log ind på { $host }, og stop det.
recovery-stopped = Gendannelsen er stoppet
    .happened = Gendannelsen af din postkasse er stoppet. Adgangskode og kode-app er som før.
    .act = Var det ikke dig, der ville gendanne den, har en anden måske dine gendannelsesord. Log ind, og lav nye.
passkey-added = En adgangsnøgle er tilføjet
    .happened = Din postkasse har fået en ny adgangsnøgle med navnet »{ $name }«.
    .act = Var det ikke dig, så log ind, skift adgangskode, og fjern den.
passkey-removed = En adgangsnøgle er fjernet
    .happened = Adgangsnøglen »{ $name }« hører ikke længere til din postkasse.
    .act = Var det ikke dig, så log ind, og skift adgangskode.
passkey-opens = En adgangsnøgle åbner din postkasse
    .happened = Adgangsnøglen »{ $name }« åbner nu din postkasse uden adgangskode. Den, der har enheden og dens pinkode eller fingeraftryk, kan læse dine breve.
    .act = Hvis det ikke var dig, så log ind, tag det tilbage under Sikkerhed, og skift adgangskode.
passkey-opens-no-more = En adgangsnøgle åbner ikke længere din postkasse
    .happened = Adgangsnøglen »{ $name }« åbner ikke længere din postkasse uden adgangskode.
    .act = Hvis det ikke var dig, så log ind og skift adgangskode.
deletion-requested = Din postkasse bliver slettet
    .happened = Nogen, formentlig dig, har bedt om, at din postkasse slettes med alt, hvad der er i den. Det sker efter { $until }.
    .act = Har du ombestemt dig, eller var det ikke dig, så log ind inden da, og stop det. Var det ikke dig, så skift også adgangskode.
deletion-stopped = Din postkasse bliver
    .happened = Sletningen af din postkasse er stoppet. Alt er som før.
    .act = Var det ikke dig, så log ind, og skift adgangskode.
account-erased = Din postkasse er slettet
    .happened = Din postkasse på { $host } er slettet med alt, hvad der var i den. Sletterapporten er vedhæftet som fil, underskrevet af tjenesten.
    .act = Gem filen, hvis du vil kunne vise, hvad der er slettet. Dette er det sidste, du får fra os.

## SMS

phone-code-sms = { $code } er din kode til Forsegla. Sig den ikke til nogen.
reserve-code-sms = { $code } er din reservekode til Forsegla. Sig den ikke til nogen.
