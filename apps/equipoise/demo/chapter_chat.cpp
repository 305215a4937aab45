// Chapter 1: people talk, and the server stays blind.
#include <algorithm>
#include <filesystem>

#include "apps/equipoise/demo/world.h"
#include "apps/equipoise/frame/command.h"
#include "apps/equipoise/frame/home.h"

namespace eq::app::demo {
namespace {

using json = nlohmann::ordered_json;

json sync(World& w, const std::string& who) {
  return w.act({"chat", "sync", "--home", w.client(who)});
}
void say(World& w, const std::string& who, const std::string& conversation,
         const std::string& text) {
  w.act({"chat", "send", conversation, text + " " + w.marker, "--home", w.client(who)});
}

/// Whether somebody's history holds a text, from the device's own display.
bool shows(World& w, const std::string& who, const std::string& conversation,
           const std::string& text) {
  const auto shown = w.act({"chat", "show", conversation, "--home", w.client(who)});
  return std::any_of(shown["messages"].begin(), shown["messages"].end(), [&](const auto& m) {
    return m["text"].template get<std::string>() == text + " " + w.marker;
  });
}

bool pair_talks(World& w, json& detail) {
  w.pair = w.act({"chat", "new", "ben", "--home", w.client("ana")})["conversation"];
  sync(w, "ben");
  say(w, "ana", w.pair, "Hello Ben, can you read this?");
  sync(w, "ben");
  say(w, "ben", w.pair, "Every word. And only we can.");
  sync(w, "ana");
  detail["suite"] = "0x0003 MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519";
  detail["conversation"] = w.pair;
  return shows(w, "ben", w.pair, "Hello Ben, can you read this?") &&
         shows(w, "ana", w.pair, "Every word. And only we can.");
}

bool trio_talks(World& w, json& detail) {
  w.trio = w.act({"chat", "new", "ben", "cleo", "--home", w.client("ana")})["conversation"];
  sync(w, "ben");
  sync(w, "cleo");
  say(w, "cleo", w.trio, "Three of us, one conversation.");
  sync(w, "ana");
  sync(w, "ben");
  const bool before = shows(w, "ana", w.trio, "Three of us, one conversation.") &&
                      shows(w, "ben", w.trio, "Three of us, one conversation.");

  const auto removal = w.act({"chat", "remove", w.trio, "cleo", "--home", w.client("ana")});
  sync(w, "ben");
  say(w, "ana", w.trio, "Cleo cannot read this one.");
  sync(w, "ben");
  sync(w, "cleo");
  const bool others = shows(w, "ben", w.trio, "Cleo cannot read this one.");
  const bool removed = shows(w, "cleo", w.trio, "Cleo cannot read this one.");
  const auto refused = w.attempt({"chat", "send", w.trio, "May I?", "--home", w.client("cleo")});
  detail["members"] = 3;
  detail["epoch_after_removal"] = removal["epoch"];
  detail["removed_member_reads_new"] = removed;
  detail["removed_member_can_send"] = refused.exit_code == 0;
  return before && others && !removed && refused.exit_code != 0;
}

bool photo_arrives(World& w, json& detail) {
  w.act({"chat", "send", w.pair, "Look where I am! " + w.marker, "--attach", w.photo, "--home",
         w.client("ana")});
  const auto events = sync(w, "ben")["events"];
  const std::uint64_t seq = events.back()["message"]["seq"];
  const std::string received = w.client("ben") + "/received.jpg";
  w.act({"chat", "picture", w.pair, std::to_string(seq), "--out", received, "--home",
         w.client("ben")});
  const Bytes sent = read_file(w.photo), got = read_file(received);
  detail["bytes"] = sent.size();
  detail["type"] = events.back()["message"]["attachments"][0]["type"];
  return sent == got && detail["type"] == "image/jpeg";
}

/// Does `needle` occur anywhere in the files below `dir`?
struct Searched {
  std::size_t files = 0, bytes = 0, hits = 0;
};
Searched search(const std::string& dir, const std::vector<Bytes>& needles) {
  Searched s;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(dir)) {
    if (!entry.is_regular_file()) continue;
    const Bytes content = read_file(entry.path());
    ++s.files;
    s.bytes += content.size();
    for (const Bytes& n : needles)
      if (std::search(content.begin(), content.end(), n.begin(), n.end()) != content.end())
        ++s.hits;
  }
  return s;
}

}  // namespace

void chat(World& w) {
  w.story.chapter("1. People talk");
  w.story.say(
      "Ana, Ben and Cleo make accounts. Their phones make all keys themselves; the server learns public halves only.");
  for (const char* name : {"ana", "ben", "cleo"})
    w.account[name] =
        w.act({"client", "init", "--home", w.client(name), "--name", name, "--realm",
               w.realm_file(), "--server", w.url(), "--clock", w.clock_file()})["account"];
  for (const char* who : {"ana", "ben", "cleo"})
    for (const char* other : {"ana", "ben", "cleo"})
      if (std::string(who) != other)
        w.act({"chat", "contact", other, w.account[other], "--home", w.client(who)});
  w.act({"moderator", "once", "--home", w.office("moderator")});
  for (const char* name : {"ana", "ben", "cleo"}) sync(w, name);

  w.story.step("chat_delivered", "Ana and Ben wrote to each other, end to end encrypted with MLS.",
               [&](json& d) { return pair_talks(w, d); });
  w.story.step(
      "group_chat_delivered",
      "A group of three talked. Cleo was removed: she can neither read nor write anything new.",
      [&](json& d) { return trio_talks(w, d); });
  w.story.step("attachment_delivered",
               "Ben received Ana's photo, byte for byte. The server stored an encrypted file.",
               [&](json& d) { return photo_arrives(w, d); });
}

void privacy(World& w) {
  w.story.step(
      "server_saw_no_plaintext",
      "Everything the server stored and logged was searched: no word of the messages, no piece of the pictures.",
      [&](json& detail) {
        const Bytes photo = read_file(w.photo);
        std::vector<Bytes> needles{to_bytes(w.marker)};
        // Pieces from all over the picture, so that a part of it would be found as well.
        constexpr std::size_t kPieces = 64, kPiece = 32;
        for (std::size_t i = 0; i < kPieces; ++i) {
          const std::size_t at = (photo.size() - kPiece) * i / (kPieces - 1);
          needles.push_back(Bytes(photo.begin() + static_cast<std::ptrdiff_t>(at),
                                  photo.begin() + static_cast<std::ptrdiff_t>(at + kPiece)));
        }
        const auto server = search(w.server_dir(), needles);
        const auto control = search(w.client("ana"), {to_bytes(w.marker)});
        detail["searched"] =
            "every file under " + w.server_dir() + ": database, write-ahead log, service logs";
        detail["files"] = server.files;
        detail["bytes"] = server.bytes;
        detail["needles"] = needles.size();
        detail["hits"] = server.hits;
        detail["control_hits_in_a_client"] = control.hits;
        return server.hits == 0 && server.bytes > photo.size() && control.hits > 0;
      });
}

}  // namespace eq::app::demo
