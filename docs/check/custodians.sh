# What happens around the commands of docs/custodians.md: the other four custodians do the same, and court, police and
# people do their part.  Each function is named in the document where it happens.  Used by tools/check_docs.py alone.

source "$(dirname "${BASH_SOURCE[0]}")/world.sh"

names=("" "Bar Association" "Data Protection Office" "Ombudsman" "University of Leiden" "Press Council")

# ---- the ceremony
others_make_keys() {
  for i in 2 3 4 5; do quiet custodian init --name "${names[i]}" --index $i --home home-$i; done
  for i in 1 2 3 4 5; do cp home-$i/card.eqp card-$i.eqp; done
}
others_deal() { for i in 2 3 4 5; do quiet custodian deal --ceremony ceremony.eqp --out dealing-$i.eqp --home home-$i; done; }
others_check() { for i in 2 3 4 5; do quiet custodian check --ceremony ceremony.eqp --out confirmation-$i.eqp --home home-$i dealing-{1,2,3,4,5}.eqp; done; }
a_bad_dealing() { cp dealing-4.eqp good; cp dealing-5.eqp .d5; printf '\xff' | dd of=dealing-4.eqp bs=1 seek=$(( $(stat -c %s good) - 3 )) conv=notrunc status=none; }
a_good_dealing() { cp good dealing-4.eqp; }
others_accept() {
  for i in 2 3 4 5; do quiet custodian accept --out december-$i.eqp --home home-$i confirmation-{1,2,3,4,5}.eqp; done
}

# ---- the realm
found_realm() {
  at 2026-11-29T12:00Z
  quiet platform init --name chat.example --home server
  quiet witness init --name witness.example --home witness
  quiet moderator init --name Moderation --home moderator
  quiet court judge-key --out judge.key
  quiet court init --name "District Court" --judge judge.key.pub --home court
  quiet agency init --name Police --home agency
  quiet hotline init --name "Hotline NL" --jurisdiction NL --kinds drill --home hotline-nl
  quiet hotline init --name "Hotline IE" --jurisdiction IE --kinds drill --home hotline-ie
  quiet realm assemble --name Exampleland --first-day 2026-12-01 --ceremony december.eqp --out realm.eqp server witness moderator court agency \
    hotline-nl hotline-ie home-1 home-2 home-3 home-4 home-5
  python3 -c 'import socket
s, t = socket.socket(), socket.socket()
s.bind(("127.0.0.1", 0)); t.bind(("127.0.0.1", 0)); print(s.getsockname()[1]); open("witness-port", "w").write(str(t.getsockname()[1]))' > port
  for home in server witness moderator court agency hotline-nl hotline-ie; do quiet join --home $home --realm realm.eqp --server http://127.0.0.1:8700; done
  the_services_run
  quiet moderator once --home moderator
}
others_join() { for i in 2 3 4 5; do quiet join --home home-$i --realm realm.eqp --server http://127.0.0.1:8700; done; }

# ---- every month, every day
court_calls_dealers() { quiet court call-dealers --from 2026-12-01 --to 2026-12-06 --home court; }
others_deal_days() {
  for _ in 1 2 3 4 5 6; do
    for i in 1 2 3 4 5; do quiet custodian deal-days --home home-$i; done
    equipoise court carry-dealings --home court --json > .carried
    if grep -q '"over":true' .carried; then return 0; fi
  done
  cat .carried
  return 1
}
propose_day() { quiet court prepare-day --day "$1" --home court; }
others_sign_day() {
  for i in 2 3; do quiet custodian sign-epoch --day "$1" --home home-$i; done
  quiet court publish-day --day "$1" --home court
}
whole_day() { propose_day "$1"; quiet custodian sign-epoch --day "$1" --home home-1; others_sign_day "$1"; }

# ---- orders
file_order() {
  quiet order file --account "$(cat account)" --from "$1" --to "$2" --reference 2026/1044 --offence extortion --article "Article 5" \
    --necessity "No milder means is left." --proportionality "One account, two days." --category content --sentence-months 120 --home agency
  quiet court approve --judge judge.key --home court
}
an_order_is_asked_for() {
  at 2026-12-01T09:00Z
  field '["account"]' client init --name ana --realm realm.eqp --server http://127.0.0.1:8700 --home ana > account
  file_order 2026-12-02 2026-12-03
}
others_approve() {
  for i in 2 3; do quiet custodian approve --order "$1" --home home-$i; done
  quiet court publish-order --order "$1" --home court
}
another_order() { file_order 2026-12-05 2026-12-05; }
days_go_by() {
  whole_day 2026-12-02
  whole_day 2026-12-03
  at 2026-12-03T09:00Z
  quiet order intent --order 1 --day 2026-12-02 --home agency
  quiet court release-key --home court
  quiet order extract --order 1 --day 2026-12-02 --home agency
}
others_release() { for i in 2 3; do quiet custodian release --home home-$i; done; quiet order open --order 1 --day 2026-12-02 --home agency; }
a_judge_lifts() { quiet court lift --judge judge.key --order 1 --home court; }

# ---- next month: three of them go on
next_ceremony() {
  at 2026-12-20T12:00Z
  local k=1
  for i in 1 3 4; do quiet custodian card --index $k --home home-$i; cp home-$i/card.eqp next-card-$k.eqp; k=$((k + 1)); done
  quiet custodian convene --threshold 2 --from 2027-01-01 --out next.eqp next-card-{1,2,3}.eqp
  k=1; for i in 1 3 4; do quiet custodian deal --ceremony next.eqp --out next-dealing-$k.eqp --home home-$i; k=$((k + 1)); done
  k=1; for i in 1 3 4; do quiet custodian check --ceremony next.eqp --out next-confirmation-$k.eqp --home home-$i next-dealing-{1,2,3}.eqp; k=$((k + 1)); done
  for i in 1 3 4; do quiet custodian accept --out january.eqp --home home-$i next-confirmation-{1,2,3}.eqp; done
}
others_promise() { for i in 3 5; do quiet custodian promise --before december.eqp --out promise-$i.eqp --home home-$i; done; }
others_sign_handover() { for i in 3 5; do quiet custodian sign-handover --next january.eqp --request request.eqp --out share-$i.eqp --home home-$i; done; }
a_month_later() { at 2027-01-10T12:00Z; }
