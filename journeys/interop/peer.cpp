#include "journeys/interop/peer.h"

#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include "eq/testing/vectors.h"

namespace eq::interop {

using nlohmann::json;
using testing::unhex;

namespace {

constexpr int kPatience_ms = 60'000;

json hex_list(const std::vector<Bytes>& list) {
  json out = json::array();
  for (const auto& b : list) out.push_back(hex(b));
  return out;
}

json plan_request(const Plan& plan) {
  json r{{"add", hex_list(plan.add)},
         {"remove", plan.remove},
         {"psks", hex_list(plan.psks)},
         {"resume", plan.resume},
         {"public", plan.handshake == mls::WireFormat::public_message},
         {"tree_apart", plan.tree == mls::TreeDelivery::apart},
         {"authenticated_data", hex(plan.authenticated_data)}};
  if (plan.extensions) {
    r["extensions"] = json::array();
    for (const auto& e : *plan.extensions)
      r["extensions"].push_back({{"type", e.type}, {"data", hex(e.data)}});
  }
  if (plan.reinit) r["reinit"] = hex(*plan.reinit);
  return r;
}

}  // namespace

Peer::Peer(const std::string& script) {
  if (!start(script)) {
    missing_ =
        "Node.js is missing: install it (deps/setup does on Debian), then run deps/node_packages";
    return;
  }
  const json hello = ask("hello", json::object());
  if (hello.contains("missing")) {
    missing_ = "the npm package " + hello["missing"].get<std::string>() +
               " is missing: run deps/node_packages";
    return;
  }
  engine_ = hello["peer"].get<std::string>() + ", " + hello["runtime"].get<std::string>();
  exporter_ = {hello["exporter"]["label"], unhex(hello["exporter"]["context"])};
}

Peer::~Peer() {
  if (fd_ >= 0) close(fd_);  // the end of its input ends the script
  if (pid_ > 0) waitpid(pid_, nullptr, 0);
}

bool Peer::start(const std::string& script) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    throw Disagreement("no socket pair");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  std::string node = "node", path = std::string(EQ_INTEROP_SCRIPTS) + "/" + script;
  char* argv[] = {node.data(), path.data(), nullptr};
  const int failed = posix_spawnp(&pid_, "node", &actions, nullptr, argv, environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  fd_ = ends[0];
  if (failed) pid_ = -1;
  return !failed;
}

std::optional<std::string> Peer::answer_line() {
  for (;;) {
    if (const auto end = buffered_.find('\n'); end != std::string::npos) {
      std::string line = buffered_.substr(0, end);
      buffered_.erase(0, end + 1);
      return line;
    }
    pollfd p{fd_, POLLIN, 0};
    char chunk[65536];
    if (poll(&p, 1, kPatience_ms) <= 0) return std::nullopt;
    const auto n = read(fd_, chunk, sizeof chunk);
    if (n <= 0) return std::nullopt;
    buffered_.append(chunk, static_cast<std::size_t>(n));
  }
}

json Peer::ask(const std::string& op, json request) {
  request["op"] = op;
  const std::string line = request.dump() + "\n";
  for (std::size_t sent = 0; sent < line.size();) {
    const auto n = send(fd_, line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
    if (n <= 0) throw Disagreement("the peer's process has ended before " + op);
    sent += static_cast<std::size_t>(n);
  }
  const auto answer = answer_line();
  if (!answer) throw Disagreement("no answer from the peer's process to " + op);
  json reply = json::parse(*answer);
  if (reply.contains("error"))
    throw Disagreement(request.value("who", "peer") + " (" + engine_ + ") does not " + op + ": " +
                       reply["error"].get<std::string>());
  return reply;
}

json Theirs::ask(const std::string& op, json request) {
  request["who"] = name();
  request["suite"] = mls::code(suite());
  return peer_.ask(op, std::move(request));
}

Bytes Theirs::key_package() { return unhex(ask("key_package")["key_package"]); }

void Theirs::create(View group_id) { ask("create", {{"group_id", hex(group_id)}}); }

void Theirs::join(View welcome, const std::optional<Bytes>& tree) {
  json r{{"welcome", hex(welcome)}};
  if (tree) r["tree"] = hex(*tree);
  ask("join", r);
}

Bytes Theirs::join_external(View group_info, const std::optional<Bytes>& tree, bool replaces) {
  json r{{"group_info", hex(group_info)}, {"replaces", replaces}};
  if (tree) r["tree"] = hex(*tree);
  return unhex(ask("join_external", r)["commit"]);
}

Committed Theirs::commit(const Plan& plan) {
  const json reply = ask("commit", plan_request(plan));
  Committed out{unhex(reply["commit"]), std::nullopt};
  if (reply.contains("welcome")) out.welcome = unhex(reply["welcome"]);
  return out;
}

Bytes Theirs::propose(const Plan& plan) {
  return unhex(ask("propose", plan_request(plan))["message"]);
}

Bytes Theirs::propose_oneself(View group_info) {
  return unhex(ask("propose_oneself", {{"group_info", hex(group_info)}})["message"]);
}

Bytes Theirs::protect(View authenticated_data, View plaintext) {
  const json r{{"authenticated_data", hex(authenticated_data)}, {"plaintext", hex(plaintext)}};
  return unhex(ask("protect", r)["message"]);
}

Received Theirs::receive(View message) {
  const json reply = ask("receive", {{"message", hex(message)}});
  const std::string kind = reply["kind"];
  if (kind != "application")
    return {kind == "proposal" ? Kind::proposal
            : kind == "commit" ? Kind::commit
                               : Kind::removed,
            {}};
  Received r{Kind::application, unhex(reply["plaintext"])};
  if (reply.contains("authenticated_data"))
    r.authenticated_data = unhex(reply["authenticated_data"]);
  return r;
}

Bytes Theirs::found_successor(mls::PskUsage usage, View group_id,
                              const std::vector<Bytes>& key_packages) {
  return unhex(ask(usage == mls::PskUsage::reinit ? "found_replacement" : "found_branch",
                   {{"group_id", hex(group_id)}, {"add", hex_list(key_packages)}})["welcome"]);
}

void Theirs::join_successor(View welcome, const Bytes& tree) {
  ask("join_successor", {{"welcome", hex(welcome)}, {"tree", hex(tree)}});
}

void Theirs::learn_psk(View id, View secret) {
  ask("learn_psk", {{"id", hex(id)}, {"secret", hex(secret)}});
}

Bytes Theirs::group_info(mls::TreeDelivery tree) {
  return unhex(ask("group_info", {{"tree_apart", tree == mls::TreeDelivery::apart}})["group_info"]);
}

Bytes Theirs::tree() { return unhex(ask("tree")["tree"]); }

EpochView Theirs::epoch() {
  const json reply =
      ask("epoch", {{"label", exporter_.label}, {"context", hex(exporter_.context)}});
  EpochView v{reply["epoch"], {}, unhex(reply["exported"]), {}};
  if (reply.contains("authenticator")) v.authenticator = unhex(reply["authenticator"]);
  for (const auto& m : reply["members"]) v.members.push_back(to_string(unhex(m)));
  std::ranges::sort(v.members);
  return v;
}

}  // namespace eq::interop
