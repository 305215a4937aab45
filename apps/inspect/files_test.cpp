// One of each kind of file that a command writes is made, and reads as what it is.
#include "apps/inspect/files.h"

#include <gtest/gtest.h>

#include "apps/equipoise/frame/party.h"
#include "eq/crypto/passphrase.h"
#include "eq/evidence/container.h"
#include "eq/evidence/seal.h"
#include "eq/gate/epoch.h"
#include "eq/list/absence.h"
#include "eq/list/filter.h"
#include "eq/order/act.h"
#include "eq/order/answer.h"
#include "eq/order/entry.h"
#include "eq/order/handover.h"
#include "eq/order/succession.h"
#include "eq/order/tally.h"
#include "eq/testing/seeded.h"
#include "eq/tlog/split_view.h"
#include "eq/tlog/tile.h"
#include "eq/voucher/opening.h"
#include "eq/wire/log_entry.h"
#include "eq/wire/realm_for_tests.h"
#include "parties/auditor/audit.h"
#include "parties/moderator/statement.h"

namespace eq::inspect {
namespace {

struct Samples {
  testing::SeededRandom rng{16};

  wire::Realm realm() {
    wire::Realm r;
    r.name = "synthetic";
    wire::share_custodian_keys(r, 2, 3, rng, [&](std::string name) {
      return wire::Organisation{
          std::move(name), crypto::SigningKey::generate(rng).verify_key(), {}};
    });
    return r;
  }
  app::Card card() {
    app::Card c;
    c.role = "court";
    c.org.name = "District Court";
    return c;
  }
  order::NoncePromise promise() {
    order::NoncePromise p;
    p.signer = {1, {crypto::EdPoint::generator(), crypto::EdPoint::generator()}};
    return p;
  }
  tlog::LogSigner log{"log.example", crypto::SigningKey::generate(rng)};
  std::string head(std::uint64_t size) {
    return tlog::sign_checkpoint({size, crypto::sha256(view("root"))}, log);
  }
  Bytes split() {
    tlog::SplitView s;
    s.shorter = head(3);
    s.longer = head(5);
    return to_bytes(s.text());
  }
  Bytes epoch_object() {
    gate::EpochObject o;
    o.realm = "synthetic";
    o.epoch = Day{20780};
    o.pairs.resize(2);
    return o.encode();
  }
  Bytes absence() {
    list::AbsenceProof p;
    p.blinds.resize(list::kBatch);
    return encode(p);
  }
  Bytes application() {
    order::Application a;
    a.scope.realm = "synthetic";
    a.scope.offence = "a burglary\x1b[2J";
    return encode(a);
  }
};

/// The first reading, or nothing.
std::string kind_of(View file) {
  const auto found = readings(file);
  return found.empty() ? "" : found[0].kind;
}
std::string text_of(View file) {
  const auto found = readings(file);
  return found.empty() ? "" : in_lines(found[0].value);
}

template <class Entry>
Bytes entry() {
  return tlog::entry_of(Entry{});
}

TEST(Inspect, OneOfEachKindIsWhatItIs_INS_1) {
  Samples make;
  const Bytes sealed = crypto::PassphraseKey::create(view("a long passphrase"), {1, 8192}, make.rng)
                           .value()
                           .seal(view("secret state"), make.rng);
  const evidence::Items items{{"bagit.txt", to_bytes("x")}};
  const Bytes package = evidence::to_zip(items).value();
  const auto office = crypto::hpke_generate(crypto::Kem::dhkem_x25519, make.rng);
  const std::vector<Bytes> two{entry<order::IntentEntry>(), {0xff, 0x00}};
  const std::pair<std::string, Bytes> files[] = {
      {"sealed_state", sealed},
      {"sealed_evidence", evidence::seal(package, office.public_key, make.rng).value()},
      {"evidence", package},
      {"split_view", make.split()},
      {"checkpoint", to_bytes(make.head(7))},
      {"realm", encode(make.realm())},
      {"card", encode(make.card())},
      {"circle", encode(order::Circle{})},
      {"ceremony_record", encode(order::CeremonyRecord{})},
      {"dealing", encode(order::Dealing{})},
      {"confirmation", encode(order::Confirmation{})},
      {"handover_request", encode(order::HandoverRequest{})},
      {"promise", encode(make.promise())},
      {"application", make.application()},
      {"legal_basis", encode(list::LegalBasis{})},
      {"absence", make.absence()},
      {"statement", concat({encode(moderator::Stated{}), Array<64>{}})},
      {"reviewer", to_bytes(moderator::Reviewer::make("Iris", {})->line())},
      {"epoch_object", make.epoch_object()},
      {"log_entry", entry<order::OrderEntry>()},
      {"log_entry", entry<order::IntentEntry>()},
      {"log_entry", entry<order::ReceiptEntry>()},
      {"log_entry", entry<wire::KeyEvent>()},
      {"log_entry", entry<order::ActEntry>()},
      {"log_entry", entry<order::AnswerEntry>()},
      {"log_entry", entry<order::TallyEntry>()},
      {"log_entry", entry<voucher::OpeningEntry>()},
      {"log_entry", entry<order::SuccessionEntry>()},
      {"log_entry", entry<list::SignedHead>()},
      {"epoch_entry", encode(order::EpochEntry{})},
      {"log_entries", tlog::encode_bundle(two)},
      {"form", to_bytes("account: " + std::string(64, '0') + "\noffence: theft\n")},
      {"look", to_bytes("12 1795392000000\n")},
      {"clock", to_bytes("-86400000\n")},
      {"json", to_bytes(R"({"format": 1, "role": "court", "name": "", "server": ""})")},
      {"page", to_bytes("<!doctype html>\n<html></html>\n")},
      {"xml", to_bytes("<?xml version=\"1.0\"?><a/>")},
      {"picture", to_bytes("P5 64 64 255\n")},
      {"database", to_bytes(std::string_view("SQLite format 3\0rest", 20))},
      {"timestamp", from_hex("3014020101300f0c0d61206469676573742068657265").value()},
      {"csv", to_bytes("picture,kind,distance\na,b,1\n")},
      {"audit_memory",
       encode(auditor::Memory{tlog::Head{5, crypto::sha256(view("root"))}, {}, {}, 0, {}})},
      {"filter", list::Filter::build({}, Secret<32>(), list::Kind::drill, 1).value().encode()},
      {"epoch_proof", gate::EpochProof{}.encode()},
      {"handover", encode(order::Handover{})},
      {"handover_share", encode(order::HandoverShare{})},
  };
  std::set<std::string> seen;
  for (const auto& [kind, file] : files) {
    EXPECT_EQ(kind_of(file), kind);
    seen.insert(kind);
  }
  for (const auto& kind : kinds()) EXPECT_TRUE(seen.contains(kind)) << "no sample of " << kind;
}

TEST(Inspect, FieldsStandByTheNamesThatTheirHeadersGive) {
  Samples make;
  const std::string text = text_of(encode(make.realm()));
  EXPECT_TRUE(text.find("name: synthetic\n") != std::string::npos) << text;
  EXPECT_TRUE(text.find("  -\n    index: 1\n    org:\n      name: custodian 1\n") !=
              std::string::npos)
      << text;
}

TEST(Inspect, WhatAnotherPartyWroteSteersNoScreen_INS_2) {
  const std::string text = text_of(Samples().application());
  EXPECT_TRUE(text.find("offence: a burglary\\u{1b}[2J\n") != std::string::npos) << text;
}

TEST(Inspect, NoSecretIsShown_INS_3) {
  testing::SeededRandom rng(3);
  const auto secret = rng.array<32>();
  EXPECT_EQ(kind_of(secret), "") << "a key alone is no file of ours";
  const auto state = concat({Array<2>{0, 7}, secret, view("the rest of a state")});
  const auto header = state_header(state, "moderator");
  EXPECT_EQ(in_lines(header.value).find(hex(secret).substr(0, 16)), std::string::npos);
  const std::string json = R"({"passphrase": "open sesame", "list": [{"pin": "1234"}]})";
  const std::string shown = text_of(view(json));
  EXPECT_EQ(shown, "passphrase: (secret)\nlist:\n  -\n    pin: (secret)\n");
}

TEST(Inspect, OtherBytesAreNoneOfOurs) {
  testing::SeededRandom rng(4);
  for (std::size_t n : {0, 1, 3, 33, 100, 1000}) {
    Bytes bytes(n);
    rng.fill(bytes);
    EXPECT_EQ(kind_of(bytes), "") << n << " bytes";
  }
  EXPECT_EQ(kind_of(view("Dear Ben, here is the text.\n")), "");
}

TEST(Inspect, WhatOnlyItsLengthSpeaksForSaysSo) {
  testing::SeededRandom rng(5);
  const auto found = readings(rng.array<96>());
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].kind, "handover");
  EXPECT_EQ(found[0].sure, Sure::by_length);
  EXPECT_EQ(tile(rng.array<64>())->value.parts[0].value.parts.size(), 2u);
  EXPECT_FALSE(tile(rng.array<33>()).has_value());
}

}  // namespace
}  // namespace eq::inspect
