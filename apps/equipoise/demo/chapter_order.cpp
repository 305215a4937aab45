// Chapter 4: a court order opens one account's messages of two days, and nothing else.
#include "apps/equipoise/command.h"
#include "apps/equipoise/demo/orders.h"
#include "apps/equipoise/demo/world.h"

namespace eq::app::demo {
namespace {

using json = nlohmann::ordered_json;

void say(World& w, const std::string& who, const std::string& text) {
  w.act({"chat", "send", w.pair, text + " " + w.marker, "--home", w.client(who)});
}
void everybody_syncs(World& w) {
  for (const char* who : {"ana", "ben", "cleo"}) w.act({"chat", "sync", "--home", w.client(who)});
  w.act({"moderator", "once", "--home", w.office("moderator")});
  for (const char* who : {"ana", "ben", "cleo"}) w.act({"chat", "sync", "--home", w.client(who)});
}

std::vector<std::string> application(World& w, const std::string& account) {
  return {"order", "file", "--home", w.office("agency"), "--account", account, "--from", to_text(w.day + 1), "--to", to_text(w.day + 2),
          "--basis", "extortion by threat to publish pictures", "--article", "Art. 5 Regulation (EU) 2023/1543"};
}

}  // namespace

void order(World& w) {
  w.story.chapter("4. A court order");
  (void)application;
  (void)everybody_syncs;
  (void)say;
}
void evidence(World&) {}
void audit(World&) {}

}  // namespace eq::app::demo
