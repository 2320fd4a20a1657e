### What the server writes to people, by mail and SMS, in English. A value is the subject; `.happened` says what
### happened, `.act` what to do. Nothing here ever tells of letters: no sender, no subject, no count.

## Everywhere

time = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year } at { $hour }:{ $minute } UTC
footer =
    This mail was sent automatically by { $host }. Please do not reply to it.

    We never ask you to sign in through a link, or to tell anybody a code. To reach your mailbox, type the address { $host } into your browser yourself.

## Mail

address-code = Your code
    .happened = Somebody, probably you, wants to open a mailbox at { $host } with this e-mail address. Type the code on the page where you started:
    .act = It is valid for a short time. If it was not you, there is nothing to do: without the code there will be no mailbox.
address-known = You already have a mailbox
    .happened = Somebody, probably you, wanted to open a mailbox at { $host } with this e-mail address. It already has one. Nothing was changed.
    .act = If it was you, sign in as usual. If you have forgotten your password, you can recover it from the sign-in page. If it was not you, there is nothing to do.
new-sign-in = New sign-in
    .happened = { $device ->
        [program] A program other than a browser signed in to your mailbox on { $when }.
        [unknown] Somebody signed in to your mailbox from an unknown device on { $when }.
       *[other] Somebody signed in to your mailbox on { $when }, from: { $device }.
    }
    .act = If it was you, all is well. If it was not, sign in, change your password, and sign the other devices out under Devices.
wrong-codes = Several wrong codes
    .happened = Somebody typed your right password and then several wrong codes. Nobody got in.
    .act = If it was not you, somebody may know your password. Sign in and change it.
wrong-passwords = Many wrong passwords
    .happened = Somebody has tried many wrong passwords for your mailbox. Nobody got in.
    .act = If it was not you, there is nothing to do. If it was you and you have forgotten your password, you can recover it from the sign-in page.
password-changed = Your password was changed
    .happened = The password of your mailbox was changed. All other devices are signed out.
    .act = If it was not you, recover your password from the sign-in page at once, and then change your authenticator.
password-compromised = Your password and all keys were replaced
    .happened = The password of your mailbox was replaced because somebody may know it, and all keys of the mailbox with it. You are signed out on every device. The old recovery words are no longer valid.
    .act = If it was not you, recover your password from the sign-in page at once if your words still work, and otherwise ask whoever runs this service to look into it.
authenticator-replaced = Your authenticator was changed
    .happened = Your mailbox now opens with codes from another authenticator. The old one is no longer valid.
    .act = If it was not you, sign in with a code on paper, change your password, and set up your own authenticator again.
    .sms = Forsegla: your authenticator was changed. Not you? Sign in at { $host } and change your password.
backup-codes-made = New codes on paper
    .happened = New codes on paper were made for your mailbox. The old ones are no longer valid.
    .act = If it was not you, sign in, change your password and make new codes.
backup-code-used = A code on paper was used
    .happened = Somebody signed in to your mailbox with one of your codes on paper. { $left ->
        [0] It was the last one.
        [one] You have { $left } code left.
       *[other] You have { $left } codes left.
    }
    .act = If it was you and few are left, make new ones under Security. If it was not you, sign in, change your password and make new codes.
phone-verified = Your phone number is confirmed
    .happened = The number { $number } now belongs to your mailbox.
    .act = If it was not you, sign in, change your password and set your own number again.
    .sms = Forsegla: another phone gets your mailbox's warnings now. Not you? Change your password at { $host }.
reserve-phone-changed = Your reserve phone was changed
    .happened = Reserve codes now go to { $number }.
    .act = If it was not you, sign in, change your password and change the number.
reserve-phone-removed = Your reserve phone was removed
    .happened = Your mailbox no longer has a reserve phone.
    .act = If it was not you, sign in, change your password and add your number again.
reserve-phone-used = A code to your reserve phone was used
    .happened = Somebody signed in to your mailbox with a code that was sent to your reserve phone.
    .act = If it was not you, sign in, change your password and change your reserve phone.
recovery-words-changed = Your recovery words were changed
    .happened = Your mailbox has new recovery words. The old ones are no longer valid.
    .act = If it was not you, sign in, change your password and make new words.
recovery-used = Your mailbox was recovered
    .happened = Somebody opened your mailbox with the recovery words and chose a new password. All devices are signed out.
    .act = If it was not you, recover your password from the sign-in page at once, and then make new words.
recovery-requested = Somebody wants to recover your mailbox
    .happened = Somebody, perhaps you, has typed your recovery words and says that the authenticator is lost. After { $until } that person can choose a new password and a new authenticator.
    .act = If it was you, wait until then. If it was not, stop it on this page. It asks before anything happens, and does not ask you to sign in:
    .after = Then sign in and make new recovery words: somebody else may have the old ones.
    .sms = Forsegla: somebody wants to recover your mailbox. Not you? Sign in at { $host } and stop it.
recovery-stopped = The recovery was stopped
    .happened = The recovery of your mailbox was stopped. Password and authenticator are as before.
    .act = If it was not you who wanted to recover it, somebody else may have your recovery words. Sign in and make new ones.
passkey-added = A passkey was added
    .happened = Your mailbox has a new passkey, named “{ $name }”.
    .act = If it was not you, sign in, change your password and remove it.
passkey-removed = A passkey was removed
    .happened = The passkey “{ $name }” no longer belongs to your mailbox.
    .act = If it was not you, sign in and change your password.
passkey-opens = A passkey opens your mailbox
    .happened = The passkey “{ $name }” now opens your mailbox without the password. Whoever has the device and its PIN or finger can read your letters.
    .act = If it was not you, sign in, take that back under Security, and change your password.
passkey-opens-no-more = A passkey no longer opens your mailbox
    .happened = The passkey “{ $name }” no longer opens your mailbox without the password.
    .act = If it was not you, sign in and change your password.
deletion-requested = Your mailbox will be erased
    .happened = Somebody, probably you, has asked for your mailbox to be erased with everything in it. It will be done after { $until }.
    .act = If you have changed your mind, or if it was not you, sign in before then and stop it. If it was not you, change your password too.
deletion-stopped = Your mailbox stays
    .happened = The erasure of your mailbox was stopped. Everything is as before.
    .act = If it was not you, sign in and change your password.
account-erased = Your mailbox is erased
    .happened = Your mailbox at { $host } is erased with everything in it. The report on the erasure is attached as a file, signed by the service.
    .act = Keep the file if you want to be able to show what was erased. This is the last that you get from us.

## SMS

phone-code-sms = { $code } is your code for Forsegla. Do not tell it to anybody.
reserve-code-sms = { $code } is your reserve code for Forsegla. Do not tell it to anybody.
