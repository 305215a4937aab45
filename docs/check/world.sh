# What stands around the commands of a role's document: a realm of three custodians and two hotlines, its services, two people.
# Whoever the document is for makes its own home with its commands; the others are made here.  Used by the documents' own files
# beside this one, and through them by tools/check_docs.py alone.

head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n' > passphrase
url=http://127.0.0.1:8700

# As people type it, but for what a test cannot type: the passphrase, the port, the simulated day, and identifiers that are drawn anew
# each time, for which the documents have examples.
equipoise() {
  local words=() more=() w
  for w in "$@"; do
    case "$w" in
      *127.0.0.1:8700*) if [ -f port ]; then w="${w//127.0.0.1:8700/127.0.0.1:$(cat port)}"; fi ;;
      *127.0.0.1:8701*) if [ -f witness-port ]; then w="${w//127.0.0.1:8701/127.0.0.1:$(cat witness-port)}"; fi ;;
      5be1) w="$(cat .application)" ;;
      3f2a) w="$(cat .account)" ;;
      d40a) w="$(cat .conversation)" ;;
      91c3) w="$(cat .dispute)" ;;
      506abc8d406b678f2a4905f19022323cc81d865d8c87bd099aff4ef37b6bebcf) w="$(cat .ana)" ;;
      0000514a00112233445566778899aabbccddeeff) w="$(cat .invitation)" ;;
      f5a1c09b0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4) w="$(cat .hash)" ;;
    esac
    words+=("$w")
  done
  case "$1 ${2:-}" in
    "custodian "*) case " $* " in *" --home "*) more+=(--passphrase-file passphrase) ;; esac ;;
    "join "* | "client init" | "list verify-absent" | "monitor http"* | "audit http"* | "audit --offline") more+=(--clock clock) ;;
    "moderator reviewer" | "moderator show" | "moderator decide")
      case " $* " in *" new "* | *" --reviewer "*) more+=(--passphrase-file passphrase) ;; esac ;;
    "court init") ;;
    "court "*) case " $* " in *" judge-key "* | *" --judge "*) more+=(--passphrase-file passphrase) ;; esac ;;
    "evidence "*) case " $* " in *" --log "*) more+=(--clock clock) ;; esac ;;
  esac
  "$program" "${words[@]}" "${more[@]}"
}
quiet() { equipoise "$@" > .last 2>&1 || { echo "\$ equipoise $*"; cat .last; return 1; }; }
# One field of what a command says.
field() {
  local name=$1
  shift
  equipoise "$@" --json | python3 -c "import json, sys; print(json.load(sys.stdin)$name)"
}
at() { echo $(( ($(date -u -d "$1" +%s) - $(date +%s)) * 1000 )) > clock; }
stop_everything() { if [ -f pids ]; then kill $(cat pids) 2> .kill || true; rm pids; fi; }

# ---- the realm
init_unless_there() { if [ ! -d "$1" ]; then quiet "${@:2}" --home "$1"; fi; }
hold_ceremony() {
  for i in 1 2 3; do quiet custodian init --name "Custodian $i" --index $i --home custodian-$i; done
  quiet custodian convene --threshold 2 --from 2026-12-01 --out ceremony.eqp custodian-1 custodian-2 custodian-3
  for i in 1 2 3; do quiet custodian deal --ceremony ceremony.eqp --out dealing-$i.eqp --home custodian-$i; done
  for i in 1 2 3; do quiet custodian check --ceremony ceremony.eqp --out confirmation-$i.eqp --home custodian-$i dealing-{1,2,3}.eqp; done
  for i in 1 2 3; do quiet custodian accept --out record-$i.eqp --home custodian-$i confirmation-{1,2,3}.eqp; done
}
the_others_make_keys() {
  at 2026-11-29T12:00Z
  init_unless_there server platform init --name chat.example
  init_unless_there witness witness init --name witness.example
  init_unless_there moderator moderator init --name "Moderation Office"
  if [ ! -f judge.key ]; then quiet court judge-key --out judge.key; fi
  init_unless_there court court init --name "District Court" --judge judge.key.pub
  init_unless_there agency agency init --name Police
  init_unless_there hotline-nl hotline init --name "Hotline NL" --jurisdiction NL --kinds drill
  init_unless_there hotline-ie hotline init --name "Hotline IE" --jurisdiction IE --kinds drill
  hold_ceremony
}
# All cards are there: realm.eqp is made, and everybody joins but the reader.  @param the reader's home
the_realm_is_made() {
  the_others_make_keys
  quiet realm assemble --name Exampleland --first-day 2026-12-01 --ceremony record-1.eqp --out realm.eqp server witness moderator court agency \
    hotline-nl hotline-ie custodian-1 custodian-2 custodian-3
  everybody_joins_but "${1:-}"
}
everybody_joins_but() {
  python3 -c 'import socket
s, t = socket.socket(), socket.socket()
s.bind(("127.0.0.1", 0)); t.bind(("127.0.0.1", 0)); print(s.getsockname()[1]); open("witness-port", "w").write(str(t.getsockname()[1]))' > port
  for home in server witness moderator court agency hotline-nl hotline-ie custodian-1 custodian-2 custodian-3; do
    if [ "$home" != "${1:-}" ]; then quiet join --home $home --realm realm.eqp --server $url; fi
  done
}
the_services_run() {
  "$program" witness --home witness --port "$(cat witness-port)" > witness.log 2>&1 &
  echo $! > pids
  "$program" serve --home server --port "$(cat port)" --witness "http://127.0.0.1:$(cat witness-port)" > server.log 2>&1 &
  echo $! >> pids
  for _ in $(seq 200); do
    if (exec 3<> /dev/tcp/127.0.0.1/"$(cat port)") 2> .tcp; then break; fi
    sleep 0.1
  done
  sleep 1
}
# @param what else it is told
the_server_serves_again() {
  : > server.log  # what the one before said is not its word
  "$program" serve --home server --port "$(cat port)" --witness "http://127.0.0.1:$(cat witness-port)" "$@" > server.log 2>&1 &
  echo $! >> pids
  for _ in $(seq 100); do
    if grep -q "^Serving on" server.log; then return 0; fi
    sleep 0.1
  done
  cat server.log
  return 1
}

# ---- days
custodians_deal() { for i in 1 2 3; do quiet custodian deal-days --home custodian-$i; done; }
the_dealing_goes_on() {
  for _ in 1 2 3 4 5 6; do
    custodians_deal
    equipoise court carry-dealings --home court --json > .carried
    if grep -q '"over":true' .carried; then return 0; fi
  done
  cat .carried
  return 1
}
deal_days() { quiet court call-dealers --from "$1" --to "$2" --home court; the_dealing_goes_on; }
custodians_sign() { for i in 1 2; do quiet custodian sign-epoch --day "$1" --home custodian-$i; done; }
publish_day() {
  quiet court prepare-day --day "$1" --home court
  custodians_sign "$1"
  quiet court publish-day --day "$1" --home court
}

# ---- pictures
# Harmless pictures with edges enough to be known again.
pictures_are_there() {
  python3 - <<'PY'
import random, struct, zlib

def png(name, seed):
    draw, side = random.Random(seed), 256
    grey = [[128] * side for _ in range(side)]
    for _ in range(40):
        x, y, w, h, g = draw.randrange(side), draw.randrange(side), draw.randrange(20, 90), draw.randrange(20, 90), draw.randrange(256)
        for row in range(y, min(side, y + h)):
            for column in range(x, min(side, x + w)):
                grey[row][column] = g
    rows = b"".join(b"\0" + bytes(v for g in row for v in (g, g, g)) for row in grey)
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    with open(name, "wb") as out:
        out.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) +
                  chunk(b"IEND", b""))

for n, name in enumerate(("one.png", "two.png", "statue.png")):
    png(name, n + 7)
PY
}

# ---- people
people() {
  for who in ana ben; do field '["account"]' client init --name $who --realm realm.eqp --server $url --home $who > .$who; done
  quiet chat contact ben "$(cat .ben)" --home ana
  quiet chat contact ana "$(cat .ana)" --home ben
  cut -c1-8 .ana > .account
  morning
}
morning() {
  for who in ana ben; do quiet chat sync --home $who; done
  quiet moderator once --home moderator
  for who in ana ben; do quiet chat sync --home $who; done
}
# Ana and Ben know each other from the first day on.
the_first_day() {
  the_services_run
  quiet moderator once --home moderator
  deal_days 2026-12-01 2026-12-06
  publish_day 2026-12-01
  at 2026-12-01T09:00Z
  people
  field '["conversation"]' chat new ben --home ana > .conversation
  quiet chat sync --home ben
}

# ---- orders
apply() {  # @param first, last, offence
  field '["application"]' order file --account "$(cat .ana)" --from "$1" --to "$2" --reference 2026/1044 --offence "$3" --article "Article 5" \
    --necessity "No milder means is left." --proportionality "One account, two days." --sentence-months 120 --home agency > .id
  cut -c1-8 .id > .application
}
custodians_consent() { for i in 1 2; do quiet custodian approve --order "$1" --home custodian-$i; done; }
custodians_release() { for i in 1 2; do quiet custodian release --home custodian-$i; done; }
# Ana writes on 2 December, which is over by now.
a_covered_day_is_over() {
  publish_day 2026-12-02
  publish_day 2026-12-03
  at 2026-12-02T09:00Z
  morning
  quiet chat send "$(cat .conversation)" "Pay by Friday." --home ana
  quiet chat sync --home ben
  at 2026-12-03T09:00Z
  morning
}
