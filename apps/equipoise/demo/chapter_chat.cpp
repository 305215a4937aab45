// Chapter 1: people talk, and the server stays blind.
#include <algorithm>
#include <filesystem>

#include "apps/equipoise/demo/world.h"
#include "apps/equipoise/frame/command.h"
#include "apps/equipoise/frame/home.h"

namespace eq::app::demo {
namespace {

using json = nlohmann::ordered_json;

json sync(World& world, const std::string& who) {
  return world.act({"chat", "sync", "--home", world.client(who)});
}
void say(World& world, const std::string& who, const std::string& conversation,
         const std::string& text) {
  world.act({"chat", "send", conversation, text + " " + world.marker, "--home", world.client(who)});
}

/// Whether somebody's history holds a text, from the device's own display.
bool shows(World& world, const std::string& who, const std::string& conversation,
           const std::string& text) {
  const auto shown = world.act({"chat", "show", conversation, "--home", world.client(who)});
  return std::any_of(shown["messages"].begin(), shown["messages"].end(), [&](const auto& m) {
    return m["text"].template get<std::string>() == text + " " + world.marker;
  });
}

bool pair_talks(World& world, json& detail) {
  world.pair = world.act({"chat", "new", "ben", "--home", world.client("ana")})["conversation"];
  sync(world, "ben");
  say(world, "ana", world.pair, "Hello Ben, can you read this?");
  sync(world, "ben");
  say(world, "ben", world.pair, "Every word. And only we can.");
  sync(world, "ana");
  detail["suite"] = "0x0003 MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519";
  detail["conversation"] = world.pair;
  return shows(world, "ben", world.pair, "Hello Ben, can you read this?") &&
         shows(world, "ana", world.pair, "Every word. And only we can.");
}

bool trio_talks(World& world, json& detail) {
  world.trio =
      world.act({"chat", "new", "ben", "cleo", "--home", world.client("ana")})["conversation"];
  sync(world, "ben");
  sync(world, "cleo");
  say(world, "cleo", world.trio, "Three of us, one conversation.");
  sync(world, "ana");
  sync(world, "ben");
  const bool before = shows(world, "ana", world.trio, "Three of us, one conversation.") &&
                      shows(world, "ben", world.trio, "Three of us, one conversation.");

  const auto removal =
      world.act({"chat", "remove", world.trio, "cleo", "--home", world.client("ana")});
  sync(world, "ben");
  say(world, "ana", world.trio, "Cleo cannot read this one.");
  sync(world, "ben");
  sync(world, "cleo");
  const bool others = shows(world, "ben", world.trio, "Cleo cannot read this one.");
  const bool removed = shows(world, "cleo", world.trio, "Cleo cannot read this one.");
  const auto refused =
      world.attempt({"chat", "send", world.trio, "May I?", "--home", world.client("cleo")});
  detail["members"] = 3;
  detail["epoch_after_removal"] = removal["epoch"];
  detail["removed_member_reads_new"] = removed;
  detail["removed_member_can_send"] = refused.exit_code == 0;
  return before && others && !removed && refused.exit_code != 0;
}

bool photo_arrives(World& world, json& detail) {
  world.act({"chat", "send", world.pair, "Look where I am! " + world.marker, "--attach",
             world.photo, "--home", world.client("ana")});
  const auto events = sync(world, "ben")["events"];
  const std::uint64_t seq = events.back()["message"]["seq"];
  const std::string received = world.client("ben") + "/received.jpg";
  world.act({"chat", "picture", world.pair, std::to_string(seq), "--out", received, "--home",
             world.client("ben")});
  const Bytes sent = read_file(world.photo), got = read_file(received);
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

void chat(World& world) {
  world.story.chapter("1. People talk");
  world.story.say(
      "Ana, Ben and Cleo make accounts. Their phones make all keys themselves; the server learns public halves only.");
  for (const char* name : {"ana", "ben", "cleo"})
    world.account[name] = world.act({"client", "init", "--home", world.client(name), "--name", name,
                                     "--realm", world.realm_file(), "--server", world.url(),
                                     "--clock", world.clock_file()})["account"];
  for (const char* who : {"ana", "ben", "cleo"})
    for (const char* other : {"ana", "ben", "cleo"})
      if (std::string(who) != other)
        world.act({"chat", "contact", other, world.account[other], "--home", world.client(who)});
  world.act({"moderator", "once", "--home", world.office("moderator")});
  for (const char* name : {"ana", "ben", "cleo"}) sync(world, name);

  world.story.step("chat_delivered",
                   "Ana and Ben wrote to each other, end to end encrypted with MLS.",
                   [&](json& d) { return pair_talks(world, d); });
  world.story.step(
      "group_chat_delivered",
      "A group of three talked. Cleo was removed: she can neither read nor write anything new.",
      [&](json& d) { return trio_talks(world, d); });
  world.story.step("attachment_delivered",
                   "Ben received Ana's photo, byte for byte. The server stored an encrypted file.",
                   [&](json& d) { return photo_arrives(world, d); });
}

void privacy(World& world) {
  world.story.step(
      "server_saw_no_plaintext",
      "Everything the server stored and logged was searched: no word of the messages, no piece of the pictures.",
      [&](json& detail) {
        const Bytes photo = read_file(world.photo);
        std::vector<Bytes> needles{to_bytes(world.marker)};
        // Pieces from all over the picture, so that a part of it would be found as well.
        constexpr std::size_t kPieces = 64, kPiece = 32;
        for (std::size_t i = 0; i < kPieces; ++i) {
          const std::size_t at = (photo.size() - kPiece) * i / (kPieces - 1);
          needles.push_back(Bytes(photo.begin() + static_cast<std::ptrdiff_t>(at),
                                  photo.begin() + static_cast<std::ptrdiff_t>(at + kPiece)));
        }
        const auto server = search(world.server_dir(), needles);
        const auto control = search(world.client("ana"), {to_bytes(world.marker)});
        detail["searched"] =
            "every file under " + world.server_dir() + ": database, write-ahead log, service logs";
        detail["files"] = server.files;
        detail["bytes"] = server.bytes;
        detail["needles"] = needles.size();
        detail["hits"] = server.hits;
        detail["control_hits_in_a_client"] = control.hits;
        return server.hits == 0 && server.bytes > photo.size() && control.hits > 0;
      });
}

}  // namespace eq::app::demo
