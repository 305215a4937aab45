# What happens around the commands of docs/police.md.
source "$(dirname "${BASH_SOURCE[0]}")/world.sh"

the_form_is_written() {
  cat > application.txt <<FORM
account: $(cat .ana)
first: 2026-12-02
last: 2026-12-03
reference: 2026/1044
offence: extortion
sentence-months: 120
article: Article 5
necessity: The threats come through this account only.
proportionality: Two days, one account.
FORM
  grep -v -e necessity -e article application.txt | sed 's/^first: .*/first: 2 December/' > draft.txt
}
the_court_grants() {
  quiet court approve --judge judge.key --home court
  custodians_consent 1
  quiet court publish-order --order 1 --home court
}
the_court_gives_its_key() { quiet court release-key --home court; }
the_court_asks() {
  apply 2026-12-05 2026-12-06 fraud
  quiet court ask --judge judge.key --application "$(cat .application)" --text "Which file does this belong to?" --home court
}
