# What happens around the commands of docs/people.md: Ana and Ben are the others, "me" is the reader.
source "$(dirname "${BASH_SOURCE[0]}")/world.sh"

a_realm_lives() { the_realm_is_made; the_first_day; mkdir at-ana; printf 'At nine.\n' > at-ana/notes.txt; }
tokens_come() { quiet moderator once --home moderator; }
ana_is_told() {
  field '["account"]' chat id --home me > .me
  quiet chat contact dora "$(cat .me)" --home ana
}
ana_answers() {
  equipoise chat sync --home ana > .told
  field '["conversations"][0]["conversation"]' chat list --home me > .conversation
  quiet chat send "$(cat .conversation)" "Hello Dora" --attach at-ana/notes.txt --home ana
}
a_list_is_published() {
  pictures_are_there
  quiet court legal-basis --judge judge.key --kind drill --region NL --mode warn --instrument "Drill Act" --article 1 --until 2027-06-01 --out basis-NL.eqp --home court
  for home in hotline-nl hotline-ie; do quiet list add one.png --kind drill --assessor "analyst 7" --provenance "case 1" --home $home; done
  quiet list propose --kind drill --to "Hotline IE" --basis basis-NL.eqp --home hotline-nl
  quiet list certify --home hotline-ie
  quiet list publish --kind drill --home hotline-nl
  sleep 3
}
ana_sends_a_picture() { quiet chat send "$(cat .conversation)" "Look" --attach one.png --home ana; }
ana_brings_somebody() { quiet chat sync --home ana; quiet chat add "$(cat .conversation)" ben --home ana; }
ben_knows() {
  quiet chat sync --home ben
  quiet chat sync --home ana
  field '["account"]' chat id --home ben | cut -c1-8 > .account  # the stranger of this document
}
ana_threatens() { quiet chat sync --home ana; quiet chat send "$(cat .conversation)" "I know where you live." --home ana; }
the_moderator_decides() {
  quiet moderator once --home moderator
  quiet moderator reviewer new --name Iris --out iris.key
  quiet moderator reviewer admit iris.key.pub --home moderator
  quiet moderator show 1 --reviewer iris.key --home moderator
  quiet moderator decide 1 --reviewer iris.key --decision "Nothing is done." --reason "No rule forbids it." --home moderator
}
