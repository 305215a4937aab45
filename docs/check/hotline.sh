# What happens around the commands of docs/hotline.md.
source "$(dirname "${BASH_SOURCE[0]}")/world.sh"

the_services_begin() {
  the_services_run
  quiet moderator once --home moderator
  pictures_are_there
}
# One that is held, a new one, one without a PDQ hash, one that is cut off.
the_vault_exports() {
  equipoise media hash one.png --json > .one
  python3 - <<'PY'
import hashlib, json

new = hashlib.sha256(b"a harmless picture").hexdigest()
with open("vault.csv", "w") as out:
    out.write("pdq,quality,md5,assessor,provenance,assessed\n")
    for pdq, md5 in ((json.load(open(".one"))["pdq"], ""), (new, ""), ("", "00ff"), (new[1:], "")):
        out.write(f'{pdq},80,{md5},"analyst 7","case 2025-31",2026-11-01\n')
PY
}
weeks_go_by() { at 2026-12-25T09:00Z; sleep 3; }
the_other_holds_them_too() {
  quiet list add one.png two.png --kind drill --assessor "analyst 2" --provenance "case 77" --home hotline-ie
  quiet list import vault.csv --format csv --kind drill --home hotline-ie
}
the_court_signs_a_law() {
  quiet court legal-basis --judge judge.key --kind drill --region NL --mode warn --instrument "Drill Act" --article 1 --until 2027-06-01 --out basis-NL.eqp --home court
}
the_other_certifies() { quiet list certify --home hotline-ie; }
the_other_proposes() { quiet list propose --kind drill --to "Hotline NL" --home hotline-ie; }
somebody_disputes() {
  at 2026-12-01T09:00Z
  people
  quiet chat dispute --picture one.png --kind drill --reason "It is my own photograph of a wall." --home ben
}
the_dispute_is_known() { field '["disputes"][0]["dispute"]' list disputes --home hotline-nl | cut -c1-8 > .dispute; }
a_hash_is_known() { field '["added"][0]["pdq"]' list add two.png --kind drill --assessor "analyst 7" --provenance "case 2026-114" --home hotline-nl > .hash || true
  if [ ! -s .hash ]; then field '["renewed"][0]["pdq"]' list add two.png --kind drill --assessor "analyst 7" --provenance "case 2026-114" --home hotline-nl > .hash; fi; }
