#include "apps/equipoise/demo/world.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>

#include "apps/equipoise/frame/command.h"
#include "apps/equipoise/frame/home.h"
#include "apps/equipoise/frame/http_transport.h"

namespace eq::app::demo {
namespace fs = std::filesystem;

namespace {
volatile std::sig_atomic_t stop = 0;
}  // namespace

void ask_to_stop(int) { stop = 1; }
bool asked_to_stop() { return stop != 0; }

World::World(const std::string& data, Story& s, std::string m)
    : story(s), marker(std::move(m)), data_(fs::absolute(data).lexically_normal()) {
  if (fs::exists(data_ + "/world.json"))
    throw Failure{"A story was told in " + data_,
                  "Go on with its world: " + program() + " demo --resume " + data_ +
                      ". For a new one choose another --data directory."};
  if (fs::exists(data_ + "/offices"))
    throw Failure{"A story was broken off in " + data_,
                  "Remove that directory and tell it anew; nothing was changed."};
  if (fs::exists(data_) && !fs::is_empty(data_))
    throw Failure{data_ + " is not empty",
                  "Choose another --data directory, or remove it; nothing was changed."};
  std::error_code ec;
  for (const char* part : {"", "/server", "/clients", "/offices"}) {
    fs::create_directories(data_ + part, ec);
    if (ec)
      throw Failure{"Cannot create " + data_ + part + ": " + ec.message(),
                    "Choose a directory you can write with --data."};
  }
}

World::World(const std::string& data, Story& s)
    : story(s), data_(fs::absolute(data).lexically_normal()) {
  const std::string path = file("world.json");
  if (!file_exists(path))
    throw Failure{"No story was told to its end in " + data_,
                  "`equipoise demo --data DIR` tells one.", 2};
  const auto j = nlohmann::json::parse(to_string(read_file(path)), nullptr, false);
  try {
    marker = j.at("marker");
    port = j.at("port");
    witness_port = j.at("witness_port");
    account = j.at("accounts").get<std::map<std::string, std::string>>();
    pair = j.at("pair");
    trio = j.at("trio");
    third = j.at("third");
    order = j.at("order");
    day.n = j.at("day");
    published.n = j.at("published");
    listed.n = j.at("listed");
    photo = j.at("photo");
    set_time(Time{j.at("time").get<std::uint64_t>()});
  } catch (const nlohmann::json::exception&) {
    throw Failure{path + " is damaged, or another version made it",
                  "Tell the story anew in another directory."};
  }
}

void World::save() const {
  const nlohmann::json j{
      {"marker", marker},         {"port", port},       {"witness_port", witness_port},
      {"accounts", account},      {"pair", pair},       {"trio", trio},
      {"third", third},           {"order", order},     {"day", day.n},
      {"published", published.n}, {"listed", listed.n}, {"photo", photo},
      {"time", now().ms}};
  write_file(file("world.json"), to_bytes(j.dump(2) + "\n"), 0600);
}

void World::set_time(Time t) {
  using namespace std::chrono;
  const auto machine = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
  write_file(clock_file(), to_bytes(std::to_string(static_cast<long long>(t.ms) - machine) + "\n"),
             0644);
}

Time World::now() const { return Clock(clock_file()).now(); }

Exit World::attempt(const std::vector<std::string>& arguments) {
  if (asked_to_stop()) throw Stopped{};
  auto all = arguments;
  all.push_back("--json");
  const auto has = [&](const char* word) {
    return std::find(all.begin(), all.end(), word) != all.end();
  };
  if ((all[0] == "custodian" && has("--home")) || (all[0] == "attack" && all[1] == "open-others") ||
      has("--reviewer") || (all[0] == "moderator" && has("new")) ||
      (all[0] == "court" && ((has("--judge") && !has("init")) || has("judge-key")))) {
    all.insert(all.end(), {"--passphrase-file", passphrase_file()});
  }
  return run_self(all, "", [&](unsigned s) {
    story.progress("equipoise " + arguments[0] + " " + (arguments.size() > 1 ? arguments[1] : ""),
                   s);
  });
}

nlohmann::json World::act(const std::vector<std::string>& arguments) {
  auto o = attempt(arguments);
  if (o.exit_code != 0 || o.json.is_null()) {
    std::string command = "equipoise";
    for (const auto& a : arguments) command += " " + a;
    throw Failure{
        "`" + command + "` failed (exit " + std::to_string(o.exit_code) + "): " + o.err + o.out,
        ""};
  }
  return o.json;
}

namespace {
/// The port bound, or 0.
int try_port(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool good = fd >= 0 &&
                    bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
                    getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  if (fd >= 0) close(fd);
  return good ? ntohs(address.sin_port) : 0;
}
}  // namespace

int free_port() {
  if (const int port = try_port(0)) return port;
  throw Failure{"No port is free on 127.0.0.1", "Stop another program and try again."};
}

int port_or_free(int wanted) {
  const int port = try_port(wanted);
  return port ? port : free_port();
}

bool answers(const std::string& url) {
  const auto slash = url.find('/', std::string("http://").size());
  const auto got = http_transport(url.substr(0, slash))->get(url.substr(slash));
  return got.ok();
}

void wait_ms(unsigned ms) { usleep(ms * 1000); }

}  // namespace eq::app::demo
