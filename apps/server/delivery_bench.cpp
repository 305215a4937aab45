// `equipoise bench delivery` and its --growth: messages through the platform into the store that
// the server has, group by group as its engine commits them.
//
// The yardstick of a message is its own rows: they are written down while messages are sent, and
// then put into a fresh store in groups of the same size, without anything that decides them.  By
// the wall clock, for a commit waits for the disk; on the file system of the temporary folder.
// `ingest_cpu` is the same without that wait.
#include <stdlib.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include "apps/server/ask_verb.h"
#include "apps/server/engine.h"
#include "apps/server/sqlite_store.h"
#include "bench/cpu_clock.h"
#include "bench/frame.h"
#include "bench/growth.h"
#include "eq/testing/seeded.h"
#include "parties/platform/platform.h"
#include "parties/platform/test_world.h"

namespace eq::server {
namespace {
using platform::Platform;
using platform::Table;
using platform::testing::Chat;
using platform::testing::Person;
using platform::testing::World;

constexpr std::size_t kBody = 1024;  // bytes of a message's ciphertext
constexpr std::size_t kGroup = 100;  // messages that one commit holds: as many connections
constexpr std::size_t kGroups = 20;

/// Gone with what is in it.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "eqp-bench-XXXXXX").string();
    EQ_ASSERT(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

std::unique_ptr<SqliteStore> open(const std::string& path) {
  std::string why;
  auto store = SqliteStore::open(path, why);
  EQ_ASSERT(store);
  return store;
}

struct Change {
  Table table;
  Bytes key;
  std::optional<Bytes> value;  // none: erased
};

/// The store that it is given, and what is changed in it.
class Recorder final : public platform::Store {
 public:
  explicit Recorder(SqliteStore& store) : store_(store) {}
  Result<Bytes> get(Table table, View key) const override { return store_.get(table, key); }
  Status put(Table table, View key, View value) override {
    if (records) changes.push_back({table, to_bytes(key), to_bytes(value)});
    return store_.put(table, key, value);
  }
  Status erase(Table table, View key) override {
    if (records) changes.push_back({table, to_bytes(key), std::nullopt});
    return store_.erase(table, key);
  }
  Status scan(Table table, View from, View to, const platform::Visit& visit) const override {
    return store_.scan(table, from, to, visit);
  }
  Result<platform::Row> last(Table table, View from, View to) const override {
    return store_.last(table, from, to);
  }
  Status begin_step() override { return store_.begin_step(); }
  Status keep_step() override { return store_.keep_step(); }
  Status undo_step() override { return store_.undo_step(); }

  bool records = false;
  std::vector<Change> changes;

 private:
  SqliteStore& store_;
};

/// A realm, and conversations of so many members each.
class Service {
 public:
  Service(std::size_t conversations, std::size_t members)
      : store_(open(folder_.file("store"))), recorder_(*store_) {
    keys_ = std::make_shared<const platform::Keys>(
        platform::Keys::generate("chat.example", rng_).take());
    world_.emplace(World::make(*keys_, rng_));
    open_again();
    auto group = store_->begin_group().take();
    for (std::size_t i = 0; i < members; ++i) people_.push_back(register_person());
    for (std::size_t i = 0; i < conversations; ++i) chats_.push_back(begin_chat());
    EQ_ASSERT(std::move(group).commit().ok());
  }

  /// One commit of messages that were made beforehand, in turn to every conversation.
  void send_group(std::size_t messages) {
    std::vector<Bytes> requests;
    for (std::size_t i = 0; i < messages; ++i) requests.push_back(message());
    const auto from = std::chrono::steady_clock::now();
    const double cpu = bench::cpu_us();
    auto group = store_->begin_group().take();
    for (const Bytes& request : requests) ask(wire::Verb::messages_send, request);
    EQ_ASSERT(std::move(group).commit().ok());
    cpu_us += bench::cpu_us() - cpu;
    us +=
        std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - from).count();
  }

  /// Fetches and acknowledges until nothing is left.  @return CPU time of the first fetch
  double read_on() {
    std::optional<double> first;
    for (bool more = true; more;) {
      const Bytes request = signed_by(people_[0], wire::MailboxFetch{0, 256});
      auto group = store_->begin_group().take();
      const double cpu = bench::cpu_us();
      const auto reply = ask(wire::Verb::mailbox_fetch, request);
      if (!first) first = bench::cpu_us() - cpu;
      const auto contents = decode<wire::MailboxContents>(reply.body).take();
      ask(wire::Verb::mailbox_ack,
          signed_by(people_[0], wire::MailboxAck{contents.deliveries.back().seq}));
      EQ_ASSERT(std::move(group).commit().ok());
      more = contents.more;
    }
    return *first;
  }
  /// Nothing is remembered beside the rows any more.
  void open_again() { platform_ = Platform::open(keys_, world_->realm, recorder_).take(); }
  /// CPU time of one person's fetch when one message is new, and all before was acknowledged.
  double fetch_us(std::size_t times) {
    read_on();
    double us = 0;
    for (std::size_t i = 0; i < times; ++i) {
      send_group(1);
      us += read_on();
    }
    return us / static_cast<double>(times);
  }

  double us = 0, cpu_us = 0;  // that groups took, by the clock and of this thread
  Recorder& recorder() { return recorder_; }

 private:
  platform::Reply ask(wire::Verb verb, const Bytes& request) {
    auto reply = platform_->handle(verb, request, platform::testing::kNoon, rng_);
    EQ_ASSERT(reply.code == wire::Code::ok);
    return reply;
  }
  template <class Request>
  Bytes signed_by(const Person& person, const Request& request) {
    return encode(wire::sign_request(person.device, Request::kVerb, world_->realm.name,
                                     encode(request), platform::testing::kNoon, rng_));
  }
  Person register_person() {
    Person p = Person::make(world_->realm.name, rng_);
    ask(wire::Verb::accounts_register, encode(wire::AccountRegister{p.record}));
    return p;
  }
  Chat begin_chat() {
    Chat chat;
    chat.conv = ConversationId{rng_.array<16>()};
    chat.send_key = rng_.array<32>();
    wire::ConversationCreate create{
        chat.conv, 1, chat.send_key, {}, static_cast<std::uint32_t>(people_.size()), Bytes{1}};
    for (const Person& p : people_) create.members.push_back(p.id);
    ask(create.kVerb, signed_by(people_[begun_++ % people_.size()], create));
    return chat;
  }
  Bytes message() {
    const Chat& chat = chats_[next_++ % chats_.size()];
    return encode(chat.message(chat.data(rng_), Bytes(kBody, 0x33)));
  }

  eq::testing::SeededRandom rng_{20261130};
  Folder folder_;
  std::unique_ptr<SqliteStore> store_;
  Recorder recorder_;
  std::shared_ptr<const platform::Keys> keys_;
  std::optional<World> world_;
  std::unique_ptr<Platform> platform_;
  std::vector<Person> people_;
  std::vector<Chat> chats_;
  std::size_t next_ = 0, begun_ = 0;
};

/// By the clock and of this thread.
struct Took {
  double us = 0, cpu_us = 0;
};

/// The same rows in the same groups, and nothing else.
Took rows_alone(const std::vector<std::vector<Change>>& groups) {
  Folder folder;
  const auto store = open(folder.file("rows"));
  const auto from = std::chrono::steady_clock::now();
  const double cpu = bench::cpu_us();
  for (const auto& changes : groups) {
    auto group = store->begin_group().take();
    for (const Change& c : changes)
      EQ_ASSERT(
          (c.value ? store->put(c.table, c.key, *c.value) : store->erase(c.table, c.key)).ok());
    EQ_ASSERT(std::move(group).commit().ok());
  }
  return {
      std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - from).count(),
      bench::cpu_us() - cpu};
}

/// What this process handed to files so far, in bytes.
double written() {
  std::ifstream in("/proc/self/io");
  for (std::string name; in >> name;) {
    double value = 0;
    in >> value;
    if (name == "wchar:") return value;
  }
  return 0;
}

struct Measured {
  double us = 0, cpu_us = 0, rows_us = 0, rows_cpu_us = 0, bytes = 0, rows = 0;  // of one message
};

Measured measure(std::size_t members) {
  Service service(kGroup, members);
  service.send_group(kGroup);  // what comes once: keys of days, pages of a new file
  service.us = service.cpu_us = 0;
  service.recorder().records = true;
  std::vector<std::vector<Change>> groups;
  const double before = written();
  for (std::size_t i = 0; i < kGroups; ++i) {
    service.send_group(kGroup);
    groups.push_back(std::exchange(service.recorder().changes, {}));
  }
  constexpr double kMessages = kGroups * kGroup;
  const double bytes = (written() - before) / kMessages;
  double rows = 0;
  for (const auto& g : groups) rows += static_cast<double>(g.size());
  const Took one = rows_alone(groups), other = rows_alone(groups);
  return {service.us / kMessages,
          service.cpu_us / kMessages,
          std::min(one.us, other.us) / kMessages,
          std::min(one.cpu_us, other.cpu_us) / kMessages,
          bytes,
          rows / kMessages};
}

/// What a fetch costs in so many conversations, by what is remembered and by the rows alone.
struct Fetch {
  double us = 0, first_us = 0;
};
Fetch measure_fetch(std::size_t conversations) {
  Service service(conversations, 2);
  Fetch fetch;
  fetch.us = service.fetch_us(50);
  for (int i = 0; i < 10; ++i) {
    service.send_group(1);
    service.open_again();
    fetch.first_us += service.read_on() / 10;
  }
  return fetch;
}

/// Looks into an empty mailbox, signed, all at once through the engine.  @return of one, by the
/// wall clock
double signed_request_us(unsigned helpers) {
  constexpr std::size_t kRequests = 4000;
  eq::testing::SeededRandom rng(20261130), owners(7);  // one for each thread
  Folder folder;
  auto keys =
      std::make_shared<const platform::Keys>(platform::Keys::generate("chat.example", rng).take());
  const World world = World::make(*keys, rng);
  const std::function<Time()> clock = [] { return platform::testing::kNoon; };
  LivePlatform live{open(folder.file("store")), nullptr};
  live.platform = Platform::open(keys, world.realm, *live.store).take();
  Engine engine(
      std::move(live), [](StoreSettings::Check) { return Opened{}; }, nullptr, helpers);
  const auto submit = [&](wire::Verb verb, Bytes request) {
    engine.submit(AskVerb{verb, std::move(request), world.realm, clock, owners},
                  [](std::optional<platform::Reply> reply) {
                    EQ_ASSERT(reply && reply->code == wire::Code::ok);
                  });
  };
  const Person person = Person::make(world.realm.name, rng);
  submit(wire::Verb::accounts_register, encode(wire::AccountRegister{person.record}));
  std::vector<Bytes> requests;
  for (std::size_t i = 0; i < kRequests; ++i)
    requests.push_back(encode(
        wire::sign_request(person.device, wire::Verb::mailbox_fetch, world.realm.name,
                           encode(wire::MailboxFetch{0, 16}), platform::testing::kNoon, rng)));
  (void)engine.run([](Platform&) { return 0; });
  const auto from = std::chrono::steady_clock::now();
  for (Bytes& request : requests) submit(wire::Verb::mailbox_fetch, std::move(request));
  (void)engine.run([](Platform&) { return 0; });
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - from)
             .count() /
         kRequests;
}

bench::Report run() {
  constexpr std::size_t kFew = 2, kMany = 256;
  bench::Report report("delivery", "a message's own rows, put into a fresh store in groups of 100");
  const Measured few = measure(kFew), many = measure(kMany);
  report.measured("ingest_sqlite", kBody, few.us, few.rows_us, 1.25);
  report.measured("ingest_cpu", kBody, few.cpu_us, few.rows_cpu_us, {});
  report.figure("rows_of_a_message", kFew, few.rows, {});
  report.figure("rows_of_a_message", kMany, many.rows, {});
  report.figure("bytes_written_kib", kBody, few.bytes / 1024, 8);
  report.figure("fanout_bytes", kMany, many.bytes / few.bytes, 1.2);
  report.figure("fanout_cpu", kMany, many.cpu_us / few.cpu_us, 1.2);
  constexpr std::size_t kConversations = 500;
  const Fetch fetch = measure_fetch(5), quiet = measure_fetch(kConversations);
  report.figure("fetch_cpu", kConversations, quiet.us / fetch.us, 1.2);
  report.figure("first_fetch_cpu", kConversations, quiet.first_us / fetch.us, {});
  const double alone = std::min(signed_request_us(0), signed_request_us(0));
  const double helped = std::min(signed_request_us(1), signed_request_us(1));
  const bool has_room = std::thread::hardware_concurrency() > 1;
  report.figure("signed_request_helped", 1, helped / alone,
                has_room ? std::optional(0.8) : std::nullopt);
  return report;
}

/// What a message costs where so many are kept already, and among so many members; and a fetch in
/// so many conversations.
bench::Growth grow() {
  bench::Growth growth("delivery");
  Service service(kGroup, 2);
  for (std::size_t stored = 0, next = 1000; next <= 100'000; next *= 10) {
    for (; stored < next; stored += kGroup) service.send_group(kGroup);
    service.cpu_us = 0;
    for (std::size_t i = 0; i < 5; ++i, stored += kGroup) service.send_group(kGroup);
    growth.figure("message, by messages kept", "us", next, service.cpu_us / (5 * kGroup));
  }
  for (const std::size_t members : {2, 16, 64, 256})
    growth.figure("message, by members", "us", members, measure(members).cpu_us);
  for (const std::size_t conversations : {4, 64, 512}) {
    const Fetch fetch = measure_fetch(conversations);
    growth.figure("fetch, by conversations", "us", conversations, fetch.us);
    growth.figure("first fetch, by conversations", "us", conversations, fetch.first_us);
  }
  return growth;
}

const bench::Registration kBench("delivery", run);
const bench::GrowthRegistration kGrowth("delivery", grow);

}  // namespace
}  // namespace eq::server
