### What people read in the browser app, in English. The voice: short, calm, "you" and "we"; the act before the reason;
### no exclamation marks, no algorithm names, no blame.
### Swedish and Danish have the same keys; the build fails where one is missing.

language-name = English
# The browser formats dates, numbers and sizes by this tag.
intl-locale = en-GB

## Everywhere

skip = Skip to content
close = Close
continue = Continue
back = Back
try-again = Try again
work = A calculation first
work-more = Many are trying to get in at this address or anywhere, so the server asks every device to calculate for some seconds first. Yours is at it. It makes guessing expensive and refuses nobody.
work-stop = Stop
loading = Loading
show = Show
copy = Copy
copied = Copied. Other programs can read what is in the clipboard until you copy something else.
copy-failed = The browser did not let us copy. Mark the text and copy it by hand.
undo = Undo
print = Print
write = Write
optional = (optional)
menu = Menu
stopped = The page has stopped
stopped-more = Something went wrong in the page itself. Nothing is lost at the server; a letter that was not sent may be. Load the page again to go on.
stopped-reload = Load the page again
opening-mailbox = Opening your mailbox
signing-out = Signing out

## Times

today = Today
yesterday = Yesterday
today-at = today { $time }
from-to = { $first } – { $last }
yesterday-at = yesterday { $time }
day-at = { $day }, { $time }
span-seconds = { $count } s
span-minutes = { $count } min
span-hours = { $count } h
span-days = { $count } days

## Before signing in

language = Language
promises = What Forsegla promises
promise-one = Between you two
promise-one-more = A letter is locked on your device and opened on the reader’s. Not even we can read it.
promise-two = You see when it is read
promise-two-more = Ask for a receipt, and you see who has opened the letter and when.
promise-three = Erased is gone
promise-three-more = Empty the bin and the letters are overwritten. You get a report.
sign-in-title = Sign in
sign-in-heading = Welcome back
sign-in-lead = Sign in to read and write letters that only you and the reader can open.
sign-in-busy = Checking the password
sign-in-again = Sign in again
address = E-mail address
address-fault = Write the whole address, such as anna@example.org.
password = Password
password-show = Show the password
password-hide = Hide the password
password-missing = Write your password.
register-link = Open a mailbox
nobody-else-opens = Without your password, your recovery words, or a passkey that you allow it, nobody can open the mailbox. We cannot either.
code-heading = The code from your app
code-lead = Open your authenticator app and type the six digits it shows for Forsegla.
code-label = Six-digit code
code-hint = Codes change every 30 seconds.
code-checking = Checking the code
keep = Stay signed in if I load the page again
keep-hint = Turn this off on a computer that others use.
open-mailbox = Open the mailbox
signed-out = You are signed out
signed-out-more = Nothing of your mailbox is left on this device.
signed-out-ended = You were signed out
signed-out-ended-more = It had been quiet for a while, or you signed out somewhere else. Sign in to go on where you were. If you were writing a letter, we offer it to you again.

## Opening a mailbox

register-title = Open a mailbox
register-have-one = I have a mailbox
register-address-heading = Which address is yours?
register-address-lead = People write to you at the e-mail address you already have.
register-address-hint = This will be the address of your mailbox. It cannot be changed afterwards.
register-mailing = Sending the code
register-code-heading = Type the code from the mail
register-code-lead = We have sent a code to { $address }. It shows that the address is yours.
register-code-label = Code from the mail
register-code-hint = Eight digits. They are good for an hour.
register-mail-again = Send the mail again
register-mailed-again = The same code is on its way once more.
register-other-address = Another address
register-code-late = Nothing there after a few minutes? Look in the folder for unwanted mail, and check the spelling of the address. If the address has a mailbox already, the mail says so.
step-code = Code by mail
step-phone = Phone
phone-heading = Which phone is yours?
phone-lead = We send a code to it. It gets warnings when something about your sign-in changes, and never anything about your letters.
phone-number = Mobile number
phone-number-hint = As you dial it. A number of another country begins with + and its code.
phone-known = The code goes to the phone whose number ends in { $number }.
phone-send = Send a code
phone-sending = Sending the code
phone-other = Another number
phone-code-hint = Six digits, sent to the phone whose number ends in { $number }.
send-again = Send the code again
register-password-heading = Choose a password
register-password-lead = It locks your mailbox on this device. We never see it, and therefore cannot reset it for you. Four or five words that nobody would put together are good, and easy to remember.
register-keys-heading = Making your keys
register-keys-lead = Your device makes the keys that open your letters. They are locked with your password before they leave it.
register-keys-progress = This takes a few seconds. Leave the page open.
steps = Steps
step-of = Step { $step } of { $steps }
step-address = Address
step-password = Password
step-keys = Keys
step-authenticator = Authenticator
name = Name
name-hint = Goes with your letters, sealed. The server never sees it.
password-again = Password, once more
passwords-differ = The two differ. Show both and compare how they end.
password-too-short = Too short. Use at least 15 characters; spaces count.
password-too-long = Too long. Use at most 1,024 bytes.
password-too-common = Too easy to guess: others use it, or it is made of rows of keys or repetitions. Add words that have nothing to do with each other.
password-personal = It holds your name, your address or the name of this service. Choose words that do not.
password-too-weak = Not strong enough yet. Add a word or two.
meter-weak = Weak
meter-fair = Fair
meter-good = Good
meter-strong = Strong
requirements = What the password needs
requirement-long = At least 15 characters; spaces are welcome
requirement-uncommon = Not one that others use
requirement-impersonal = Without your name or address
requirement-same = The same both times
requirement-met = : done
requirement-not-met = : not yet
enrol-heading = Add your authenticator app
enrol-lead = From now on you sign in with your password and a six-digit code from an app. Any authenticator app works; one you already have is fine.
enrol-scan = Scan this square with the app
enrol-square = Square code that holds the secret for your authenticator app
enrol-type-instead = On the same phone, or the camera does not read it? Type the secret instead.
enrol-copy = Copy secret
enrol-open-app = Open in app
enrol-shown-once = After you confirm, the secret is never shown again.
enrol-type-code = Type the code the app shows
enrol-confirm = Confirm the code
enrol-lost = Take care of the phone
enrol-lost-more = Without the app, only a code on paper opens the mailbox: make some in the settings as soon as you are in. If your app can keep a copy on a second device, set that up too.
enrol-leave = You can leave now and come back later: sign in with your address and password, and you are back at this step.
welcome = Your mailbox is open.

## Around the mailbox

folders = Folders
inbox = Inbox
sent = Sent
held = Scheduled
bin = Bin
settings = Settings
contacts = Contacts
new-letter = New letter
continue-letter = Continue the letter
account-and-settings = Account and settings:
private-mailbox = Private mailbox
sign-out = Sign out
back-to-inbox = Back to the inbox
back-to-sent = Back to sent letters
back-to-bin = Back to the bin
offline-since = No connection since { $time }
offline-more = What is on the page can be read, and you can go on writing. We connect again as soon as we can.

## The list

count-unread = { $unread } unread of { $total }
count-all-read = { $total ->
    [one] 1 letter, read
   *[other] { $total } letters, all read
}
count-letters = { $count ->
    [one] 1 letter
   *[other] { $count } letters
}
load-more = Load more
unread = Unread:
unknown-sender = Unknown sender
no-recipient = No recipient
no-subject = No subject
names-two = { $first } and { $second }
names-more = { $count ->
    [one] { $first } and 1 more
   *[other] { $first } and { $count } more
}
row-asks-receipt = The sender is told when you open it
attachment-count = { $count ->
    [one] 1 attachment
   *[other] { $count } attachments
}
choose = Choose
choose-letter = Choose the letter { $name }, { $time }
choose-all = Choose all
choose-none = Choose none
chosen = Chosen letters
chosen-count = { $count } chosen
to-bin = Move to the bin
archive = Archive
starred = Starred
back-to-archive = Back to the archive
back-to-starred = Back to starred letters
to-archive = Move to the archive
out-of-archive = Take out of the archive
add-star = Add a star
remove-star = Remove the star
has-star = Starred
mark-unread = Mark as unread
mark-read = Mark as read
moved-to-archive = { $count ->
    [one] Letter moved to the archive
   *[other] { $count } letters moved to the archive
}
marked-read = { $count ->
    [one] Letter marked as read
   *[other] { $count } letters marked as read
}
marked-unread = { $count ->
    [one] Letter marked as unread
   *[other] { $count } letters marked as unread
}
marked-starred = { $count ->
    [one] Star added
   *[other] Star added to { $count } letters
}
marked-plain = { $count ->
    [one] Star removed
   *[other] Star removed from { $count } letters
}
empty-archive = The archive is empty
empty-archive-more = What you are done with and want to keep can lie here, out of the way.
empty-starred = No letters with a star
empty-starred-more = Give a star to what you want to find again soon. Nobody but you sees it.
moved-to-bin = { $count ->
    [one] Letter moved to the bin
   *[other] { $count } letters moved to the bin
}
moved-back = { $count ->
    [one] Letter put back
   *[other] { $count } letters put back
}
announce-one = 1 new letter from { $name }
announce-many = { $count } new letters
empty-inbox = All is quiet here
empty-inbox-more = When someone sends you a sealed letter, it arrives here by itself. Nobody but you can open it.
empty-sent = Nothing sent yet
empty-sent-more = Letters you have sent stay here, and you see who has opened them if you asked for a receipt.
write-a-letter = Write a letter
drafts = Drafts
drafts-hint = Letters that are not sent yet. Only you can open them, on any of your devices.
drafts-nothing = No drafts
drafts-nothing-more = What you begin to write is kept here by itself until you send it or throw it away.
draft-saving = Saving…
draft-saved = Saved { $time }
draft-not-saved = Not saved yet
draft-copied = This letter was changed on another device. Both versions are among your drafts.
draft-damaged = This draft cannot be opened: the server did not give it back as you wrote it
draft-gone = The draft is erased already
discard-draft = Throw away: { $subject }
sign-out-unsaved = Your letter could not be saved. Signing out now loses what is not saved.
sign-out-anyway = Sign out anyway
offered = A letter was not finished
offered-more = You were signed out before your last words could be saved. They are kept in this tab only.
discard = Discard
first-steps = Three things worth doing now
first-address = Tell people your address
first-try = Write a letter to yourself
first-try-more = See how a letter is sealed. It lands under Sent, where you can open it
first-compare = Compare safety numbers
first-compare-more = Make sure that the people you write with are who they say

## Reading

reading-pane = Open letter
none-open = Choose a letter to read it here.
letter = Letter
this-letter = This letter
place-of = { $place } of { $total }
previous = Newer letter
next = Older letter
you = you
letter-to = to { $names }
letter-cc = copy to { $names }
only-you = Only you can read this
only-you-and = Only you and { $name } can read this
only-you-and-two = Only you, { $first } and { $second } can read this
only-you-and-more = { $count ->
    [one] Only you, { $first } and 1 more can read this
   *[other] Only you, { $first } and { $count } more can read this
}
trust-verified = Verified by you
trust-known = Known
trust-new = New to you
first-contact = The first letter from { $address }
first-contact-more = The name is the sender’s own choice and proves nothing. If it matters who it is, compare safety numbers.
first-contact-link = Compare
readable-until = can be read until { $day }
readable-no-more = could be read until { $day }
sent-at = Sent { $moment }
receipt-given = { $name } was told when you opened this
receipt-given-more = { $moment }. We said so before you opened it.
receipt-withheld = { $name } asked to be told when you open this
receipt-withheld-more = Nobody was told: your settings say not to give receipts.
receipt-refused = { $name } got no receipt
reply = Reply
reply-all = Reply to all
forward = Forward
attachments = Attachments
save-all = Save all
save-file = Save { $name }
saving-file = Saving { $name }
saved = saved
saved-file = { $name } is saved
pause-file = Pause { $name }
resume-file = Go on with { $name }
cancel-file = Cancel { $name }
file-no-ending = FILE
transfer-done = { $done } of { $total }
transfer-going = { $done } · { $rate }/s · { $span } left
transfer-paused = { $done } · paused
transfer-stalled = { $done } · waiting for the connection

sealed = A letter for you
sealed-someone = The sender may be told when you open it
sealed-told = { $name } is told when you open it
sealed-when = When you opened it
sealed-how = That you were signed in with password and code
sealed-not-where = Not where you are, and not which device you use
break-seal = Break the seal and read
not-now = Not now
sealed-terms = A time limit may run from the day a letter came, also if you wait with opening it.
sealed-setting = Change whether you give receipts

server-knows = What the server knows
knows-wrote = That { $name } wrote to you
knows-you-wrote = { $count ->
    [one] That you wrote to one person, and to whom
   *[other] That you wrote to { $count } people, and to whom
}
knows-when = Sent { $sent }
knows-when-opened = Sent { $sent }, opened { $opened }
knows-size = About how much room it takes: { $size }
knows-attachments = { $count ->
    [one] That there is 1 attachment
   *[other] That there are { $count } attachments
}
knows-receipt = That a receipt was asked for
knows-expiry = That it can be read until { $day }
knows-label = The label on the outside, { $label }
knows-folder = In which folder it lies, whether it is opened, and what you marked it as
server-does-not-know = Cannot see
unknown-text = Subject, text and what is in the attachments
unknown-files = File names and kinds of files
unknown-names = The names that stand in the letter

flaw-status = Not shown
flaw-forged = This letter is not from the one it claims
flaw-forged-more = The seal does not belong to the sender, so we do not show the letter. Ask the sender in another way whether they wrote to you. You can move it to the bin.
flaw-not-for-you = This letter is not sealed for you
flaw-not-for-you-more = It lies in your mailbox and cannot be opened with your keys. Ask the sender to send it again. You can move it to the bin.
flaw-key-changed = The sender’s keys have changed
flaw-key-changed-more = The new keys are not confirmed by the old ones, so somebody else could be behind this letter. Ask the sender in another way whether they have a new mailbox. Until then we do not show it.
flaw-fork = The server’s directory contradicts itself
flaw-fork-more = It gives different people different keys, so nobody can tell who wrote this. We do not show it. Tell whoever runs this service.
flaw-damaged = This letter cannot be shown: damaged
flaw-damaged-more = Part of it is missing or was changed after it was sealed. Ask the sender to send it again. Your other letters are not affected.
flaw-row-forged = Not shown: not from the one it claims
flaw-row-not-for-you = Not shown: not sealed for you
flaw-row-key-changed = Not shown: the sender’s keys have changed
flaw-row-fork = Not shown: the directory contradicts itself
flaw-row-damaged = This letter cannot be shown: damaged

## Sent letters and their readers

readers = Readers
read-none = Not read
read-one = Read
read-all = Read by all { $count }
read-some = Read by { $read } of { $total }
read-at = Read { $moment }
not-asked = No receipt was asked for
not-asked-more = We do not know whether the letter has been opened. Next time, turn on the read receipt before you send.
tracker-done = Everyone has opened the letter.
tracker-waiting = { $count ->
    [one] One reader has not opened it, or gives no receipts.
   *[other] { $count } readers have not opened it, or give no receipts.
}
tracker-limit = A receipt shows that the mailbox opened the letter. It does not show that someone understood it.
change-last-day = Change the last day
change-last-day-more = Your readers see that you have changed it. Copies that a reader has saved stay where they are.
last-day-changed = The last day is changed
last-day-was-changed = changed after sending
recall = Recall
recall-heading = Recall the letter?
recall-more = It is removed from the mailboxes of those who have not opened it. They see that you recalled a letter, and not what it was about.
recall-limit = Whoever has opened it keeps it. Whose device had loaded it already may still have a copy.
recall-done = The letter is recalled
recalled = You recalled it { $moment }
reader-recalled = Recalled
reader-recalled-more = It was removed before the reader had opened it. The reader sees that you recalled a letter.
letter-recalled = its sender recalled it { $moment } from those who had not opened it
recalled-by = { $name } has recalled a letter
recalled-by-more = You had not opened it. Written { $written }, recalled { $recalled }.
tally = { $read } have read, { $waiting } have not
track = { $name }, step by step
track-delivered = Delivered
track-opened = Opened
track-not-opened = Not opened
track-unknown = Opened?
track-unknown-more = no receipt asked for
signed-in-with = Signed in with
assurance-password = Password
assurance-code = Password and authenticator code
assurance-passkey = Passkey
level = Level { $level } of 3
readers-clock = The reader’s own clock
proof = Signature
proof-holds = Checked, and it holds
log = The server’s log
log-shown = In the log, checked
log-erased = The server has erased what would show it
log-missing = The server cannot show it in its log
log-rolled-back = The server’s log has lost entries.
log-rolled-back-more = Something that stood in it before is gone: somebody cut it off, or an old backup was brought back. Your letters are still here. Tell whoever runs this service.
log-forked = The server shows different logs.
log-forked-more = The log that it shows does not continue the one that was seen before. Letters and signatures hold all the same, but what the log says does not count. Tell whoever runs this service.
log-foreign-key = The server’s log has a foreign signature.
log-foreign-key-more = It is signed with another key than the one we remember, so nothing in it counts. Tell whoever runs this service.
bad-receipt = A receipt came that does not hold
bad-receipt-more = Its signature does not fit the reader, so we do not count it. Ask the reader in another way.
proof-file = Save a proof
proof-file-more = A file that shows anybody that you sent this letter and who has opened it, even without this service. The program “forsegla verify” checks it. Put the letter in only if whoever gets the file may read it too: its text, and the keys of its attachments.
proof-save-without = Save without the letter
proof-save-with = Save with the letter
proof-saved = The proof is saved.

## Writing

compose-title = New letter
discard-letter = Discard the letter
close-letter = Close; the letter stays in this tab
discarded = Letter discarded
discarded-with-files = Letter discarded, with its files
unsent = Your letter could not be saved
unsent-more = It is kept in this tab only. Starting another one throws away what is not saved.
unsent-replace = Throw away and start anew
to = To
cc = Copy
to-first = Name or address
to-more = More
suggestions = People you have written with
subject = Subject
letter-body = The letter
chip-remove = Remove { $name }
reach-label = How the recipients can open the letter
reach-checking = Looking for { $name }
reach-own = You
reach-verified = { $name } is verified by you
reach-known = { $name } has a mailbox and is known
reach-new = { $name } has a mailbox; it is the first time you write
reach-none = { $name } has no mailbox here and cannot be reached
reach-none-short = no mailbox
reach-invalid = { $name } is not an address
reach-invalid-short = not an address
reach-changed = The keys of { $name } have changed. Ask in another way whether the mailbox is new; until then nothing is sealed to it
reach-changed-short = keys changed
reach-expired = The keys of { $name } have run out. They are renewed when { $name } signs in next; until then nothing can be sealed to them
reach-expired-short = keys run out
reach-failed = We could not look for { $name }
reach-failed-short = not checked
attach = Attach a file
attach-or-drop = or drop files here
attach-too-many = A letter holds at most { $count } attachments.
attach-too-big = The file is too big.
attach-too-big-more = An attachment holds at most { $size }.
uploading-file = Uploading { $name }
file-ready = sealed and ready
remove-file = Remove { $name }
options = Options for the letter
options-heading = Receipt and time
read-receipt = Read receipt
read-receipt-hint = The reader sees it before opening the letter
last-day = Last day to read
last-day-hint = After that day the letter cannot be opened any more. Copies that a reader has saved stay where they are.
expiry-never = No last day
expiry-days = { $day }, in { $count } days
expiry-day = Choose a day
who-can-read = Who can read
who-nobody = Only you, until you add someone.
who-one = You and { $name }. Nobody else, and not those who run the server.
who-two = You, { $first } and { $second }. Nobody else, and not those who run the server.
who-more = { $count ->
    [one] You, { $first }, { $second } and 1 more. Nobody else, and not those who run the server.
   *[other] You, { $first }, { $second } and { $count } more. Nobody else, and not those who run the server.
}
seal-and-send = Seal and send
sealing = Sealing
sent-toast = Letter sealed and sent
sent-show = Show
letter-sealed = Letter sealed
held-toast = Letter sealed. It goes in { $count } s
held-toast-at = Letter sealed. It goes { $moment }
held-too-late = Too late: the letter has been sent.
later = Send later
later-heading = When shall the letter go?
later-lead = It is sealed now and waits at the server. Until it goes you can take it back.
later-evening = This evening
later-tomorrow = Tomorrow morning
later-monday = Monday morning
later-other = Another time
later-send = Seal and schedule
later-past = Choose a time that lies ahead
later-too-far = Choose a time within 90 days
later-after-last-day = By then the letter’s last day to read is over
held-lead = These letters are sealed and wait at the server for their time. Until then nobody but you can see them.
held-nothing = Nothing is waiting
held-nothing-more = Choose “Send later” when you write. The letter waits here until its time, and you can change your mind.
held-goes = Goes { $moment }
held-keys-renewed = Not sent: somebody’s keys were renewed meanwhile. Send it now, and it is sealed anew.
held-recipient-gone = Not sent: somebody it is for has no mailbox any more.
held-withdrawn = Will not be sent by itself: it is signed with keys that you have replaced since, or the mailbox is going to end. Read it again before you send it.
held-expired = Not sent: its last day to read was over.
held-back = Back to writing
held-send-now = Send now
held-remove = Remove
faults = The letter is not sent yet
fault-no-recipient = Add someone to write to
fault-unreachable = Remove those who cannot be reached
fault-doubtful = An address is nearly that of someone you know. Say who is meant.
meant = Did you mean { $address }? You know that address.
meant-named = Did you mean { $name } ({ $address })? You know that address.
meant-replace = Yes, replace
meant-keep = No, keep mine
fault-unchecked = Wait until every recipient is checked, or try again
fault-too-many = Write to at most { $count } people at a time
fault-empty = Write something, or attach a file
fault-file-not-ready = Wait until the files are uploaded, or remove them
fault-file-failed = Remove the files that were not uploaded
fault-bad-day = Choose a last day that is still to come
not-sent-kept = The text, the recipients and the files are still here.
forward-prefix = Fwd:
forward-head =
    Forwarded letter
    From: { $name }
    Sent: { $moment }
    Subject: { $subject }
quote-head = { $name } wrote, { $moment }:

## The bin

bin-empty = Empty
bin-facts = { $count ->
    [one] 1 letter. It stays here until you erase it.
   *[other] { $count } letters. They stay here until you erase them.
}
bin-nothing = The bin is empty
bin-nothing-more = Letters you throw away lie here until you erase them or put them back.
empty-bin = Empty the bin
column-who = From or to
column-thrown = Thrown away
column-size = Size
put-back = Put back
put-back-letter = Put back: the letter { $name }
erase = Erase
erase-question = { $count ->
    [one] Erase 1 letter for good?
   *[other] Erase { $count } letters for good?
}
erase-means = { $count ->
    [one] We overwrite it at the server and destroy its key, so that neither you nor we can get it back.
   *[other] We overwrite them at the server and destroy their keys, so that neither you nor we can get them back.
}
erase-others = Senders and other readers keep their own copies.
erase-saved = Files you have saved on a device stay there.
erase-report = You get a report that you can keep.
keep-letters = Keep
erase-letters = { $count ->
    [one] Erase 1 letter
   *[other] Erase { $count } letters
}
erasing = Erasing
erasing-begins = Erasing begins
erasing-more = The letters can already not be opened any more. You can leave this page; the server goes on.
erasing-progress = { $done } of { $total } letters overwritten
erasing-retries = It takes longer than usual
erasing-retries-more = The storage did not accept the overwriting. The server tries again by itself until it is done, and gives no report before.
bin-erased-said = The letters are erased. The report is ready.
report = Erasure report
report-done = Done
report-summary = { $count ->
    [one] 1 letter is gone. It took { $span }.
   *[other] { $count } letters are gone. It took { $span }.
}
report-hidden = Hidden
report-hidden-more = From { $moment } nobody could open them
report-keys = Keys destroyed
report-keys-more = { $count ->
    [one] 1 key overwritten
   *[other] { $count } keys overwritten
}
report-overwritten = Letters overwritten
report-overwritten-more = In full length and in place ({ $system })
report-removed = Letters overwritten and removed
report-not-in-place = The file system ({ $system }) may keep older blocks for a while. Without the keys they cannot be read.
report-attachments = { $count ->
    [one] 1 attachment released
   *[other] { $count } attachments released
}
report-attachments-more = An attachment that nobody holds any more is overwritten as well
report-limits = What we cannot promise
report-limits-more = Senders and readers have their own copies, and files you have saved lie where you saved them. Backups of the server may hold unreadable remains for a time.
report-save = Save the report
report-saved = The report is saved.
report-signed = Signed by the server { $moment } ·
earlier = Earlier erasures
earlier-one = { $count ->
    [one] 1 letter, { $moment }
   *[other] { $count } letters, { $moment }
}
earlier-show = Show the report of { $moment }

## Settings

settings-profile = Profile
settings-look = Language and look
settings-security = Security
name-save = Save the name
name-saved = Name saved. It goes with your next letter.
address-stays = The address of the mailbox cannot be changed.
mailbox-since = Mailbox opened
sign-out-hint = Nothing of the mailbox is left on this device.
language-hint = Also for what the server writes to you
look = Look
look-hint = Follow the system, or choose
look-system = System
look-light = Light
look-dark = Dark
undo-time = Time to think again
undo-time-hint = So long after sending you can take a letter back. Until then nothing leaves.
undo-time-none = None
signing-in = Signing in
password-only-you = Known to you alone. We have never seen it.
password-new = New password
password-current = Password you have now
password-change = Change
password-change-lead = On every other device you are signed out. Letters and codes on paper stay as they are.
password-change-do = Change the password
password-change-busy = Changing the password
compromised-ask = Somebody may know my password
compromised-lead = Do this if your password may be in somebody else's hands. It replaces not only the password but all that it opened:
compromised-keys = Your mailbox gets new keys. Old letters stay readable, and people who write to you notice nothing.
compromised-words = Your recovery words are replaced. Put the new ones on paper first.
compromised-passkeys = Passkeys that open the mailbox without the password have to be allowed to again.
compromised-out = You are signed out everywhere, here too, and sign in with the new password.
compromised-limit = Whoever has already copied letters keeps what they have.
compromised-now = The new words count as soon as you finish this step.
compromised-do = Replace password and keys
compromised-done = Your password and all keys are replaced
compromised-done-more = You are signed out everywhere. Sign in with the new password. Only the new recovery words count; your codes on paper stay good.
password-changed = The password is changed. Every other device is signed out.
backup-codes = Codes on paper
backup-codes-none = None yet. They open the mailbox when you are without the app.
backup-codes-left = { $count ->
    [one] 1 code left
   *[other] { $count } codes left
}
backup-codes-make = Make codes
backup-codes-make-new = Make new ones
backup-codes-void = New codes make those you have on paper worthless.
backup-codes-for = Codes on paper for { $address }
backup-codes-lead = Each opens the mailbox once, with your password, when you are without the app. Print them or write them down, and keep them apart from your phone. They are shown only now; codes from before are no longer good.
backup-codes-done = I have put them away
backup-code-label = Code on paper
backup-code-hint = Sixteen letters and digits. Each code is good once.
use-backup-code = Use a code on paper
use-app = Use the app
use-reserve-phone = Send a code to the phone ending in { $number }
fallback-wanted = If you lose your phone, you lose your letters
fallback-wanted-more = Codes on paper open the mailbox when you are without the app.
authenticator = Authenticator app
totp-since = In use since { $day }
replace = Replace
replace-not = Keep the one I have
step-up-lead = Confirm that it is you.
step-up-code-hint = From the app you use now. Wait for a code you have not used yet.
totp-replaced = The new authenticator app is in use. You can remove the old entry.
forgot-password = Forgot your password?
lost-phone = Lost your phone?
recovery-words = Recovery words
step-words = Words
register-words-heading = Words for a rainy day
words-lead = Twelve words open your mailbox when you have forgotten the password. Put them on paper and keep them where only you look. We do not have them.
words-later = Do it later
words-for = Forsegla at { $service } · { $address } · { $day }
words-english = They are English words, in whatever language you read this.
words-save = Save as a text file
words-put-away = I have them on paper
words-check-lead = Look at your paper and type these three words.
words-see-again = Show the words again
word-number = Word { $number }
word-other = The paper says something else. Look again.
words-none = None yet. Whoever forgets the password without them loses the letters.
words-since = Made on { $day }
words-make = Make words
words-void = New words make those you have on paper worthless.
words-confirm-lead = Once you have confirmed that it is you, these words count, and no others.
words-use = Use these words
words-in-use = The new recovery words count from now on
words-doubted = Make new recovery words
words-doubted-more = Somebody used your recovery words, and it was stopped. Perhaps they have your paper. New words make the old ones worthless.
recovery-pending = Somebody wants to open your mailbox with your recovery words
recovery-pending-more = If it is not you, stop it. Otherwise it opens on { $time }.
recovery-stop = Stop it
recovery-stopped = Stopped: the mailbox stays closed to them
recover-heading = In again with your words
recover-lead = For when you have forgotten the password, or lost the phone with the app.
recover-words-hint = The twelve words from your paper. Capitals, numbers and line breaks do not matter.
recover-back = Back to signing in
recover-code-heading = Now a code
recover-code-lead = The words are right. With a code, choose a new password.
recover-no-app = I have no app any more, and no codes on paper
recover-wait-explained = Then you have to wait, usually a day. Every device that is signed in shows it and can stop it, in case somebody has found your words. After that, come back with the words and choose a new password; then you add a new app. Your letters stay, and new ones keep coming in.
recover-wait-begin = Begin to wait
recover-waiting = You have to wait
recover-waiting-lead = The time ends on { $time }. Nothing that you do meanwhile makes it longer.
recover-waiting-then = Keep the words
recover-waiting-then-more = Come back after that time and enter them here once more.
recover-due-heading = The time is over
recover-due-lead = Choose a new password. At the next sign-in you add a new authenticator app.
recover-ends = Every device is signed out, and the words you have just used are worthless. Make new ones once you are in.
recover-do = Use the new password
recover-done = The new password counts. Sign in with it.
stop-heading = Stop the recovery?
stop-lead = Somebody wants to open your mailbox with your recovery words. If it is not you, stop it here. Nothing happens before you do.
no-way-back = No way around the lock
phone = Phone
phone-none = None. Add one, so that we can warn you.
phone-change = Change number
phone-ends-with = Its number ends in { $number }.
phone-set = The phone is yours. Changes are told to it from now on.
reserve-phone = Reserve phone
reserve-phone-none = None. A code sent to it opens the mailbox, with your password, when you are without the app.
reserve-phone-add = Add one
reserve-phone-set = The reserve phone is set.
reserve-phone-remove = Remove it
reserve-phone-removed = The reserve phone is removed.
passkeys = Passkeys
passkeys-none = None. A passkey takes the place of the code: finger, face or PIN on your device. It never works on a false page.
passkeys-count = { $count ->
    [one] One passkey
   *[other] { $count } passkeys
}
passkeys-first = Add one
passkeys-change = Change
passkeys-full = There is no room for more. Remove one first.
passkey-name = Name of the new passkey
passkey-name-hint = So that you know which it is, such as “My phone”.
passkey-name-fault = Type a name of at most { $max } characters.
passkey-add = Add a passkey
passkey-added = The passkey is added.
passkey-removed = The passkey is removed.
passkey-remove = Remove
passkey-remove-named = Remove the passkey { $name }
passkey-times = Added { $since }, last used { $used }
passkey-unused = Added { $since }, not used yet
passkey-use = Use a passkey
passkey-waiting = Waiting for your device
passkey-in-place = Your passkey takes the place of the code. The device asks for your finger, your face or a PIN.
passkey-or-code = Or type a code instead.
passkey-heading = Confirm with a passkey
passkey-lead = Your device asks for your finger, your face or a PIN.
passkey-not-allowed = No passkey was used.
passkey-not-allowed-more = It was cancelled, took too long, or there is none on this device. Nothing was changed.
passkey-known = This device has one already.
passkey-known-more = One passkey for this mailbox is enough on each device.
passkey-unable = Passkeys do not work here.
passkey-unable-more = This browser or device cannot use them at this address. The code from your app works.
passkey-answer-refused = The passkey was not accepted.
passkey-answer-refused-more = Try again, or type the code from your app.
opening = Sign in without the password
opening-none = Off. A passkey can open the mailbox by itself, without password and code.
opening-count = { $count ->
    [one] One passkey opens the mailbox by itself
   *[other] { $count } passkeys open the mailbox by themselves
}
opening-first = Allow it
opening-warning = The device alone is enough then
opening-warning-more = Whoever holds the device and its PIN, finger or face opens the mailbox without your password. If it is lost, take this back at once.
opening-lead = First confirm that it is you. Then the device is asked for the passkey.
opening-choose = Choose the passkey
opening-choose-lead = Now choose the passkey that may open the mailbox. Your device asks for your finger, your face or a PIN.
opening-allowed = The passkey opens the mailbox now.
opening-since = Opens the mailbox since { $since }
opening-end = Take back
opening-end-named = Take back what the passkey { $name } may do
opening-ended = The passkey no longer opens the mailbox.
by-passkey = Sign in with a passkey
by-passkey-hint = The address is enough if you have allowed a passkey to open the mailbox.
passkey-none-opens-more = It was cancelled, took too long, or this device has none that can open a mailbox by itself. Password and code work as always.
receipts = Receipts
receipts-give = Give receipts when senders ask for them
receipts-hint = You are told before you open such a letter. Turned off, no sender is told anything.
receipts-on = Receipts are given from now on.
receipts-off = No receipts are given from now on.
devices = Devices
devices-lead = This is where you are signed in. If there is one you do not know, sign it out and change your password.
device-unknown = A device we do not know
device-program = A program
device-this = This one
device-times = Signed in { $since }, last used { $used }
device-net = From the network { $net }
device-end = Sign out
device-end-named = Sign out: { $device }, signed in { $since }
device-ended = Signed out: { $device }.
devices-lost = Lost a device?
devices-lost-more = Sign out everywhere else. Those devices close within a second, and what they have stored of your mailbox opens nothing. One without a connection notices when it is back.
devices-end-others = Sign out everywhere else
devices-ended-others = You are signed out everywhere else.
devices-only = You are not signed in anywhere else.
events = Recent security events
events-lead = What happened to the access to your mailbox, newest first.
events-older = Older
event-times = { $count } times, { $times }
event-signed-in = Signed in
event-wrong-password = A wrong password was refused
event-wrong-code = A wrong code was refused
event-signed-out = Signed out
event-ended-elsewhere = A device was signed out from another
event-ended-others = Signed out everywhere else
event-enrolled = Authenticator app added
event-replaced = Authenticator app replaced
event-password-changed = Password changed
event-password-compromised = Password and all keys replaced
event-backup-codes-made = Codes on paper made
event-backup-code-used = A code on paper was used
event-phone-verified = Phone confirmed
event-reserve-phone-set = Reserve phone set
event-reserve-phone-removed = Reserve phone removed
event-reserve-phone-used = A code to the reserve phone was used
event-words-made = Recovery words made
event-wrong-words = Wrong recovery words were refused
event-recovery-begun = Somebody with the recovery words began a waiting period
event-recovery-stopped = The waiting period was stopped
event-recovered = Opened with the recovery words, and the password changed
event-passkey-added = Passkey added
event-passkey-removed = Passkey removed
event-passkey-used = A passkey was used
event-passkey-counter-back = A passkey was refused: there may be a copy of it
event-passkey-opens = A passkey may open the mailbox without the password
event-passkey-opens-no-more = A passkey no longer opens the mailbox
event-opened-by-passkey = A passkey opened the mailbox without the password
event-wrong-passkey = A passkey that does not open the mailbox was refused
event-keys-renewed = Keys renewed
event-end-requested = Asked for the mailbox to be erased
event-end-stopped = The erasure of the mailbox was stopped
contacts-none = Nobody yet
contacts-none-more = People you write with, and who write to you, appear here by themselves.
compare = Is it really them?
compare-more = Call or meet, and compare the safety number. If it is the same with both of you, nobody stands in between. Then mark the person as verified.
safety-number = Safety number
safety-number-lead = { $name } sees this same number beside your name.
verify = We have compared: verified
unverify = Take back “verified”
now-verified = { $name } is verified.
not-verified = { $name } is no longer verified.

## The end of the account

end-account = Erase the mailbox
end-account-what = Everything goes: the letters in all folders, your keys, and what opens the mailbox. Nobody can bring it back, not even whoever runs the service.
end-account-others = Letters that you have sent stay with those who got them.
end-account-days = You have some days to change your mind. Until then you can read, and nobody can write to you. We mail you the day on which it will be done, and a signed report when everything is erased.
end-account-confirm = Confirm that it is you. You are signed out on all other devices.
end-account-set = The mailbox will be erased on { $day }.
keyrings-restored = Somebody had overwritten your keys
keyrings-restored-more = They had a device that was signed in. We have put back what you had when you signed in before: your letters open, and a name or a contact that you changed since then may be as it was. Sign out everywhere else now. If somebody may know your password, replace it and all keys.
keyrings-restored-devices = See devices
keyrings-restored-security = Replace password and keys
ending = Your mailbox will be erased on { $day }
ending-more = Until then you can read, and nobody can write to you. You can change your mind at any time.
ending-stop = Keep the mailbox
ending-stopped = The mailbox stays. Everything is as before.

## Keys

keys = Keyboard
keys-step = next, previous
keys-open = open
keys-write = new letter
keys-reply = reply
keys-reply-all = reply to all
keys-bin = move to the bin
keys-archive = move to the archive, or out of it
keys-star = star
keys-unread = mark as unread
keys-go-drafts = drafts
keys-go-archive = archive
keys-go-starred = starred
keys-inbox = inbox
keys-sent = sent
keys-go-bin = bin
keys-back = back
keys-help = all keys
keys-on = Single keys do something
keys-on-hint = Turn this off if you use speech input. Keys rest while you type.
keys-show = Show all keys

## The end of the session

idle = Are you still here?
idle-more = It has been quiet for a while. When the time is up, we close the mailbox and sign you out.
idle-writing = It has been quiet for a while. When the time is up, we close the mailbox and sign you out. Your letter stays among your drafts.
idle-last = You have been signed in as long as one can be. When the time is up, you have to sign in again. Send what you are writing.
idle-left = { $seconds } seconds left
stay = Stay signed in
sign-out-now = Sign out now

## What went wrong

err-offline = We cannot reach the server.
err-offline-more = What you have written is still here. Check the connection and try again.
err-signed-out = You are signed out.
err-signed-out-more = Sign in again to go on.
err-bad-answer = The server’s answer does not hold.
err-bad-answer-more = It is not your fault, and nothing was changed. Try again; if it happens again, tell whoever runs this service.
err-server-changed = The server is not the one you know.
err-server-changed-more = It signs with another key than before, so we stopped, and nothing was sent. Tell whoever runs this service before you go on.
err-not-in-log = The server cannot show the letter in its log.
err-not-in-log-more = So there is nothing to prove it with. Try again later; if it stays so, tell whoever runs this service.
err-downgrade = The server asks for less security than we accept.
err-downgrade-more = We stopped, and nothing was sent. Tell whoever runs this service.
err-keys-changed = The keys of { $name } have changed.
err-keys-changed-more = Nothing was sealed to them, and the letter is still here. Ask in another way whether the mailbox is new.
err-keys-expired = The keys of { $name } have run out.
err-keys-expired-more = They are renewed when the owner signs in next. Nothing was sealed to them, and the letter is still here.
err-no-mailbox = { $name } has no mailbox here.
err-no-mailbox-more = Check the spelling, or remove the address.
err-weak-password-more = Change it and try again.
err-words = These are not the twelve recovery words.
err-words-unknown = Word { $position } is not one of the words. They are English words: look at your paper again.
err-words-near = Word { $position } is not one of the words. Is it one of these: { $near }?
err-words-count = There are { $count } words, and there should be 12.
err-words-checksum = Every word is a right one, but not all together. Look for a word in the wrong place, or one that looks like another.
err-invalid = Something is not filled in right.
err-invalid-more = Look through what you have written and try again.
err-file-unreadable = The file cannot be read, or was changed meanwhile.
err-file-unreadable-more = Remove it and attach it again.
err-file-unwritable = The file cannot be saved.
err-file-unwritable-more = Check that there is room on the device, and try again.
err-cancelled = Cancelled.
err-cancelled-more = Nothing was changed.
err-out-of-turn = That step comes at another time.
err-out-of-turn-more = Begin again by signing in.
code-login-refused = Address or password is wrong.
code-login-refused-more = Check both, also whether capitals are on. Then try again.
code-code-refused = The code is wrong, or was used before.
code-code-refused-more = Wait for the next code and type that.
code-code-refused-tries = { $count ->
    [0] Sign in again to get new tries.
    [one] Try the next code. 1 try is left.
   *[other] Try the next code. { $count } tries are left.
}
clock-is-off = The clock of this device may be the reason; it should say { $time }. Set phone and device to set the time automatically.
code-second-factor-ended = The time for the code is over.
code-second-factor-ended-more = Enter address and password again, then a new code.
code-proof-ended = That code is over.
code-proof-ended-more = Ask for a new one.
code-address-unproven = The address has not been confirmed yet.
code-address-unproven-more = Type the code from the mail first.
code-phone-unproven = The phone has not been confirmed yet.
code-phone-unproven-more = Type the code from the SMS first.
code-phone-refused = Codes cannot be sent to this number.
code-phone-refused-more = Check it. It must be a mobile number of a country that this service sends to.
code-recovery-refused = Address or recovery words are wrong.
code-recovery-refused-more = Check both. If there are newer words, only those count.
code-recovery-ended = The time for this is over, or the words are other ones by now.
code-recovery-ended-more = Nothing has changed. Enter the recovery words again.
code-recovery-not-due = The waiting period is not over.
code-recovery-not-due-more = It may also have been stopped. Enter the recovery words again to see how it stands.
code-passkey-refused = The passkey could not be added.
code-passkey-refused-more = It does not belong here, is there already, or it took too long. Try again.
code-passkey-opens-nothing = This passkey does not open the mailbox.
code-passkey-opens-nothing-more = Sign in with password and code. Under Security you can let a passkey open the mailbox.
err-passkey-yields-nothing = This passkey cannot open a mailbox.
err-passkey-yields-nothing-more = Its device or this browser cannot do that, or it was made too long ago: then add a new one. Password and code work as always.
code-step-up-required = Confirm that it is you first.
code-step-up-required-more = Enter password and code once more. Nothing was changed.
code-second-factor-conflict = The authenticator app is set up already.
code-second-factor-conflict-more = Sign in with your password and a code from it.
code-invalid-address = This is not an address we can use.
code-invalid-address-more = Check the spelling.
code-address-taken = There is a mailbox with this address already.
code-address-taken-more = If it is yours, sign in. If not, check the spelling.
code-not-found = It is not here any more.
code-not-found-more = It may have been erased or moved, here or in another window.
code-message-id-reused = The letter could not be sent this way.
code-message-id-reused-more = It is still here. Send it once more.
code-message-erased = The letter has been erased.
code-message-erased-more = It cannot be brought back.
code-stale-recipient-key = A recipient has new keys.
code-stale-recipient-key-more = Nothing was sent, and the letter is still here. Send it once more; it is then sealed with the new keys.
code-stale-sender-key = Your keys were renewed in another window.
code-stale-sender-key-more = Nothing was sent, and the letter is still here. Send it once more.
code-unknown-recipient = A recipient no longer has a mailbox.
code-unknown-recipient-more = Nothing was sent, and the letter is still here. Look through the recipients.
code-blob-refused = An attachment did not arrive whole.
code-blob-refused-more = The letter is still here. Remove the attachment and attach it again.
code-blob-unavailable = An attachment is not available.
code-blob-unavailable-more = If you are sending, remove it and attach it again. If you are saving, it may have been erased.
code-keyring-conflict = Something was changed in another window at the same time.
code-keyring-conflict-more = Try again.
code-too-large = It is too much at once.
code-too-large-more = Nothing was sent. Make it shorter, or use fewer recipients or files.
code-mailbox-full = Your mailbox is full.
code-mailbox-full-more = What you have written is still here. Empty the bin to make room.
code-clock-refused = The clock of this device is wrong.
code-clock-refused-time = By our clock it is { $time }. Set the device to set the time automatically, then send again; the letter is still here.
code-clock-refused-more = Set the device to set the time automatically, then send again; the letter is still here.
code-rate-limited = Too many tries in a short time.
code-work-required = The server asks for still more calculation.
code-busy = The server is busy.
code-internal = Something went wrong at the server.
code-internal-more = It is not your fault, and what you have written is still here. Try again in a while.
code-storage-full = The server has no room left.
code-storage-full-more = Reading and erasing still work. What you have written is still here. Tell whoever runs this service.
code-cross-site-refused = The request was stopped for safety.
code-cross-site-refused-more = Load the page again and try once more.
code-seal-refused = The server did not accept the seal.
code-seal-refused-more = Nothing was sent, and the letter is still here. Load the page again and try once more; if it happens again, tell whoever runs this service.
code-not-understood = The server did not understand the page.
code-not-understood-more = One of them is newer than the other. Load the page again.
try-again-in = Try again in { $span }. What you have written is still here.
try-again-soon = Try again in a while. What you have written is still here.
