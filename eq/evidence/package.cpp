#include "eq/evidence/package.h"

#include <algorithm>
#include <cstdio>

#include "eq/base/shown.h"
#include "eq/evidence/layout.h"

namespace eq::evidence {

Result<Items> build(const Contents& given, const Facts& facts, const crypto::SigningKey& agency) {
  EQ_ASSERT(facts.account == given.account);
  REQUIRE_OR(given.messages.size() <= kMessagesMax, Err::too_large);
  Contents contents = given;
  auto place = [](const franking::FullItem& m) {
    return std::pair(m.header.conversation, m.stamp.seq);
  };
  std::sort(contents.messages.begin(), contents.messages.end(),
            [&](const auto& a, const auto& b) { return place(a) < place(b); });
  const auto twice =
      std::adjacent_find(contents.messages.begin(), contents.messages.end(),
                         [&](const auto& a, const auto& b) { return place(a) == place(b); });
  REQUIRE_OR(twice == contents.messages.end(), Err::malformed);

  Items items = TRY(payload(contents, facts));
  const std::string manifest = manifest_of(items, true);
  Statement s{Version::v2, facts, crypto::sha256(view(manifest)), {}};
  s.signature = agency.sign(signed_bytes(s));
  items[kBagitPath] = to_bytes(kBagit);
  items[kManifestPath] = to_bytes(manifest);
  items[kStatementPath] = encode(s);
  items[kTagManifestPath] = to_bytes(manifest_of(items, false));
  return items;
}

Result<crypto::Digest> stamped_digest(const Items& items) {
  const auto it = items.find(kStatementPath);
  REQUIRE_OR(it != items.end(), Err::missing);
  return crypto::sha256(it->second);
}

Items with_timestamp(Items items, Bytes response) {
  items[kTimestampPath] = std::move(response);
  items[kTagManifestPath] = to_bytes(manifest_of(items, false));
  return items;
}

namespace {

std::string quoted(View text) {
  std::string out;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] != '\n') continue;
    out += std::string(kMargin) + shown_line(text.subspan(start, i - start)) + "\n";
    start = i + 1;
  }
  return out;
}

std::string count(std::size_t n, const char* one, const char* many) {
  return std::to_string(n) + " " + (n == 1 ? one : many);
}

}  // namespace

std::string transcript(std::size_t number, const franking::FullItem& item,
                       const franking::Content& content) {
  char title[32];
  std::snprintf(title, sizeof title, "Message %03zu\n\n", number);
  std::string out = title;
  out += "sender        account " + item.sender.hex() + "\n";
  out += "conversation  " + item.header.conversation.hex() + ", message " +
         std::to_string(item.stamp.seq) + "\n";
  out += "stamped       " + to_text(item.stamp.time) + " by the delivery service\n";
  View text = content.content;
  if (content.type == franking::ContentType::reaction && text.size() >= 32) {
    out += "reaction to   the message with commitment " + hex(text.first(32)) + "\n";
    text = text.subspan(32);
  }
  for (const auto& a : content.attachments) {
    if (!a.name.empty()) out += "file name     " + shown_line(a.name) + "\n";
    out += "attachment    " + shown_line(a.media_type) + " (as the sender calls it), " +
           std::to_string(a.size) + " bytes, sealed in " + attachment_path(a.hash) + "\n";
  }
  return out + "text\n" + quoted(text);
}

std::string cover_page(const Facts& f, const Contents& c) {
  std::string out = "Evidence package\n================\n\n";
  auto row = [&](const char* name, const std::string& value) { out += name + value + "\n"; };
  row("realm          ", shown_line(f.realm));
  row("agency         ", shown_line(f.agency));
  row("file number    ", shown_line(f.reference));
  row("order          ", "number " + std::to_string(f.order) + " of the public order log");
  row("days covered   ", to_text(f.first) + " to " + to_text(f.last));
  row("account        ", f.account.hex());
  row("made           ", to_text(f.created));
  row("messages       ", std::to_string(c.messages.size()));
  row("attachments    ", std::to_string(c.attachments.size()));
  row("log entries    ", "all " + std::to_string(c.orders.entries.size()) +
                             " of the order log up to a signed head, " +
                             std::to_string(c.record.size()) + " of them of this case, and " +
                             count(c.days.size(), "day", "days"));
  out += "\nWhat became of the order (data/standing.txt)\n" + quoted(view(c.standing));
  out +=
      "\nWhat each file shows\n"
      "  data/messages/NNN.txt       the message in words\n"
      "  data/messages/NNN.franking  its proof: this account sent exactly this text, and the delivery\n"
      "                              service stamped it at this time and place\n"
      "  data/standing.txt           who decided, who agreed, and whether the order stands, as of the\n"
      "                              head of the public order log at which this package was made\n"
      "  data/log/                   that log, whole: no act up to that head can have been left out\n"
      "  data/case/NNN.*             every entry of it that names this order, with its own proof\n"
      "  data/days/                  each day covered, in the other public log\n"
      "  data/application.bin        what was decided on\n"
      "  data/opening.bin            shows that the order names this account\n"
      "  data/realm.bin              the public keys of everybody involved\n"
      "  data/provenance.jsonld      the same for programs, in the vocabulary of CASE and UCO\n"
      "  timestamp.tsr               if it is there: an independent authority's word that the package\n"
      "                              existed at a time. Without it, the times at which a witness saw the\n"
      "                              log entries say only that the package is not older than they are\n"
      "\nHow to check\n"
      "  equipoise evidence verify FILE --realm REALMFILE\n"
      "  It needs no network. REALMFILE must come from somewhere other than this package; for a time\n"
      "  stamp add --tsa CERTIFICATES. What happened to the order after that head only the public log\n"
      "  tells: add --log URL. `equipoise evidence cover` writes the result as a page.\n"
      "\nWhat it does not show\n"
      "  Only messages sent by this account are here. What others answered is not, and what the agency\n"
      "  left out cannot be seen: numbers that are missing in a conversation belong to others or were\n"
      "  left out. Delivery service and token issuer together could fake messages once their day keys\n"
      "  are published (60 days after the day), so a package must have been made before.\n";
  return out;
}

}  // namespace eq::evidence
