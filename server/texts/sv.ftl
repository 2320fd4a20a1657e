### Det som servern skriver till människor, i mejl och SMS, på svenska. Ett värde är ärendet; `.happened` säger vad som
### hände, `.act` vad man gör. Här står aldrig något om brev: ingen avsändare, inget ämne, inget antal.

## Överallt

time = { $day } { $month ->
    [1] januari
    [2] februari
    [3] mars
    [4] april
    [5] maj
    [6] juni
    [7] juli
    [8] augusti
    [9] september
    [10] oktober
    [11] november
   *[12] december
} { $year } kl. { $hour }.{ $minute } UTC
footer =
    Det här mejlet kommer automatiskt från { $host }. Det går inte att svara på det.

    Vi ber dig aldrig logga in genom en länk eller säga en kod till någon. Vill du till din brevlåda, skriv själv adressen { $host } i webbläsaren.

## Mejl

address-code = Din kod
    .happened = Någon, troligen du, vill öppna en brevlåda på { $host } med den här e-postadressen. Skriv koden på sidan där du började:
    .act = Den gäller en kort stund. Var det inte du behöver du inte göra något: utan koden blir det ingen brevlåda.
address-known = Du har redan en brevlåda
    .happened = Någon, troligen du, ville öppna en brevlåda på { $host } med den här e-postadressen. Den har redan en. Ingenting har ändrats.
    .act = Var det du, logga in som vanligt. Har du glömt lösenordet kan du återställa det från inloggningen. Var det inte du behöver du inte göra något.
new-sign-in = Ny inloggning
    .happened = { $device ->
        [program] Ett annat program än en webbläsare loggade in i din brevlåda { $when }.
        [unknown] Någon loggade in i din brevlåda från en okänd enhet { $when }.
       *[other] Någon loggade in i din brevlåda { $when }, från: { $device }.
    }
    .act = Var det du är allt som det ska. Var det inte du, logga in, byt lösenord och logga ut de andra enheterna under Enheter.
wrong-codes = Flera felaktiga koder
    .happened = Någon skrev ditt rätta lösenord och sedan flera felaktiga koder. Ingen kom in.
    .act = Var det inte du kan någon känna till ditt lösenord. Logga in och byt det.
wrong-passwords = Många felaktiga lösenord
    .happened = Någon har prövat många felaktiga lösenord till din brevlåda. Ingen kom in.
    .act = Var det inte du behöver du inte göra något. Var det du och du har glömt lösenordet, kan du återställa det från inloggningen.
password-changed = Lösenordet är bytt
    .happened = Lösenordet till din brevlåda har bytts. Alla andra enheter är utloggade.
    .act = Var det inte du, återställ lösenordet genast från inloggningen och byt sedan kodapp.
password-compromised = Ditt lösenord och alla nycklar är utbytta
    .happened = Lösenordet till din brevlåda har bytts ut eftersom någon kan känna till det, och alla brevlådans nycklar med det. Du är utloggad på alla enheter. De gamla återställningsorden gäller inte längre.
    .act = Var det inte du, återställ lösenordet genast från inloggningen om dina ord fortfarande gäller, och be annars den som driver tjänsten att utreda det.
authenticator-replaced = Kodappen är bytt
    .happened = Din brevlåda öppnas nu med koder från en annan kodapp. Den gamla gäller inte längre.
    .act = Var det inte du, logga in med en kod på papper, byt lösenord och sätt in din egen kodapp igen.
    .sms = Forsegla: din kodapp är bytt. Inte du? Logga in på { $host } och byt lösenord.
backup-codes-made = Nya koder på papper
    .happened = Nya koder på papper har gjorts till din brevlåda. De gamla gäller inte längre.
    .act = Var det inte du, logga in, byt lösenord och gör nya koder.
backup-code-used = En kod på papper har använts
    .happened = Någon loggade in i din brevlåda med en av dina koder på papper. { $left ->
        [0] Det var den sista.
        [one] Du har { $left } kod kvar.
       *[other] Du har { $left } koder kvar.
    }
    .act = Var det du och du har få kvar, gör nya under Säkerhet. Var det inte du, logga in, byt lösenord och gör nya koder.
phone-verified = Ditt telefonnummer är bekräftat
    .happened = Numret { $number } hör nu till din brevlåda.
    .act = Var det inte du, logga in, byt lösenord och ange ditt eget nummer igen.
    .sms = Forsegla: en annan telefon får nu varningar om din brevlåda. Inte du? Byt lösenord på { $host }.
reserve-phone-changed = Din reservtelefon är ändrad
    .happened = Reservkoder skickas nu till { $number }.
    .act = Var det inte du, logga in, byt lösenord och ändra numret.
reserve-phone-removed = Din reservtelefon är borttagen
    .happened = Din brevlåda har inte längre någon reservtelefon.
    .act = Var det inte du, logga in, byt lösenord och lägg till ditt nummer igen.
reserve-phone-used = En kod till reservtelefonen har använts
    .happened = Någon loggade in i din brevlåda med en kod som skickades till din reservtelefon.
    .act = Var det inte du, logga in, byt lösenord och byt reservtelefon.
recovery-words-changed = Dina återställningsord är bytta
    .happened = Din brevlåda har fått nya återställningsord. De gamla gäller inte längre.
    .act = Var det inte du, logga in, byt lösenord och gör nya ord.
recovery-used = Brevlådan är återställd
    .happened = Någon öppnade din brevlåda med återställningsorden och valde ett nytt lösenord. Alla enheter är utloggade.
    .act = Var det inte du, återställ lösenordet genast från inloggningen och gör sedan nya ord.
recovery-requested = Någon vill återställa din brevlåda
    .happened = Någon, kanske du, har skrivit dina återställningsord och säger sig sakna kodappen. Efter { $until } kan den personen välja ett nytt lösenord och en ny kodapp.
    .act = Var det du, vänta till dess. Var det inte du, stoppa det på den här sidan. Den frågar innan något händer, och ber dig inte logga in:
    .after = Logga sedan in och gör nya återställningsord: någon annan kan ha de gamla.
    .sms = Forsegla: någon vill återställa din brevlåda. Inte du? Logga in på { $host } och stoppa det.
recovery-stopped = Återställningen är stoppad
    .happened = Återställningen av din brevlåda har stoppats. Lösenord och kodapp är som förut.
    .act = Var det inte du som ville återställa den har någon annan kanske dina återställningsord. Logga in och gör nya.
passkey-added = En lösennyckel är tillagd
    .happened = Din brevlåda har fått en ny lösennyckel, med namnet ”{ $name }”.
    .act = Var det inte du, logga in, byt lösenord och ta bort den.
passkey-removed = En lösennyckel är borttagen
    .happened = Lösennyckeln ”{ $name }” hör inte längre till din brevlåda.
    .act = Var det inte du, logga in och byt lösenord.
passkey-opens = En lösennyckel öppnar din brevlåda
    .happened = Lösennyckeln ”{ $name }” öppnar nu din brevlåda utan lösenord. Den som har enheten och dess pinkod eller fingeravtryck kan läsa dina brev.
    .act = Om det inte var du, logga in, ta tillbaka det under Säkerhet och byt lösenord.
passkey-opens-no-more = En lösennyckel öppnar inte längre din brevlåda
    .happened = Lösennyckeln ”{ $name }” öppnar inte längre din brevlåda utan lösenord.
    .act = Om det inte var du, logga in och byt lösenord.
deletion-requested = Din brevlåda ska raderas
    .happened = Någon, troligen du, har begärt att din brevlåda raderas med allt som finns i den. Det sker efter { $until }.
    .act = Har du ändrat dig, eller var det inte du, logga in innan dess och stoppa det. Var det inte du, byt också lösenord.
deletion-stopped = Din brevlåda blir kvar
    .happened = Raderingen av din brevlåda har stoppats. Allt är som förut.
    .act = Var det inte du, logga in och byt lösenord.
account-erased = Din brevlåda är raderad
    .happened = Din brevlåda på { $host } är raderad med allt som fanns i den. Raderingsrapporten följer med som fil, undertecknad av tjänsten.
    .act = Spara filen om du vill kunna visa vad som har raderats. Det här är det sista du får från oss.

## SMS

phone-code-sms = { $code } är din kod till Forsegla. Säg den inte till någon.
reserve-code-sms = { $code } är din reservkod till Forsegla. Säg den inte till någon.
