// A server with an empty store and a witness that is not there yet: another store may have stood
// here, and been lost.
#include <gmock/gmock.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <future>
#include <thread>

#include "apps/server/http_client.h"
#include "apps/server/service.h"
#include "eq/testing/seeded.h"
#include "eq/tlog/witness.h"
#include "parties/platform/test_world.h"

namespace eq::server {
namespace {
using platform::testing::Person;
using platform::testing::World;
using ::testing::HasSubstr;

/// A witness over HTTP.  What it remembers outlives it.
class Witness {
 public:
  using Seen = std::map<std::string, tlog::WitnessRecord>;
  Witness(const World& world, Seen& seen, std::uint16_t port)
      : witness_(tlog::WitnessSigner(world.witness.verify_key().name, world.witness.key().clone()),
                 {*tlog::LogKey::parse(world.realm.orders_log),
                  *tlog::LogKey::parse(world.realm.epochs_log),
                  *tlog::LogKey::parse(world.realm.directory_log)}),
        seen_(seen) {
    HttpOptions o;
    o.port = port;
    o.threads = 1;
    o.body_size_max = [](const std::string&, const std::string&) { return 1 << 20; };
    o.on_request = [this](const HttpRequest& r, const Respond& respond) { respond(answer(r)); };
    std::string why;
    http_ = HttpServer::open(std::move(o), why);
    EXPECT_TRUE(http_) << why;
    thread_ = std::thread([this] { http_->run(); });
  }
  ~Witness() {
    http_->stop();
    thread_.join();
  }
  std::uint16_t port() const { return http_->port(); }

 private:
  HttpResponse answer(const HttpRequest& r) {
    HttpResponse out;
    if (r.method == "GET") {
      out.status = 404;
      for (const auto& [origin, record] : seen_)
        if (r.target == "/" + tlog::origin_hash(origin) + "/checkpoint") {
          out.status = 200;
          out.body = to_bytes(record.note);
        }
      return out;
    }
    const std::string body = to_string(r.body);
    const std::string origin = witness_.origin_of(body).value();
    const auto before = seen_.find(origin);
    const auto step = witness_.add_checkpoint(
        before == seen_.end() ? std::nullopt : std::optional(before->second), body,
        platform::testing::kNoon);
    if (step.persist) seen_.insert_or_assign(origin, *step.persist);
    out.status = step.reply.status;
    out.body = to_bytes(step.reply.body);
    return out;
  }

  tlog::Witness witness_;
  Seen& seen_;
  std::unique_ptr<HttpServer> http_;
  std::thread thread_;
};

class NewStore : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(home);
    port_of_witness = Witness(world, seen, 0).port();  // and nobody is there now
  }
  void TearDown() override { std::filesystem::remove_all(home); }

  /// @return its port; what serve() says in the end is in `ended`.
  std::uint16_t start() {
    std::promise<std::uint16_t> ready;
    auto port = ready.get_future();
    ServiceOptions o{platform::Keys::load(keys.save()).take(),
                     world.realm,
                     home,
                     {},
                     {},
                     "http://127.0.0.1:" + std::to_string(port_of_witness),
                     [] { return platform::testing::kNoon; },
                     &rng,
                     [&](std::uint16_t p, ServiceOptions::Standing) { ready.set_value(p); }};
    o.clock_kind = ServiceOptions::ClockKind::simulated;
    ended = std::async(std::launch::async,
                       [o = std::move(o)]() mutable { return serve(std::move(o)); });
    return port.get();
  }
  std::string stop() {
    kill(getpid(), SIGTERM);
    return ended.get();
  }
  int status_of(std::uint16_t port, const std::string& path, std::string* body = nullptr) {
    const auto client = HttpClient::for_url("http://127.0.0.1:" + std::to_string(port));
    const auto reply = client->send("GET", path, {});
    if (reply.ok() && body) *body = to_string(reply->body);
    return reply.ok() ? reply->status : 0;
  }
  int post_account(std::uint16_t port) {
    const auto client = HttpClient::for_url("http://127.0.0.1:" + std::to_string(port));
    const wire::AccountRegister request{ana.record};
    const auto reply = client->send(
        "POST", "/v1/" + std::string(to_text(wire::Verb::accounts_register)), encode(request));
    return reply.ok() ? reply->status : 0;
  }
  bool wait_until_published(std::uint16_t port) {
    for (int i = 0; i < 500 && status_of(port, "/log/orders/checkpoint") != 200; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return status_of(port, "/log/orders/checkpoint") == 200;
  }
  void expect_nothing_is_taken(std::uint16_t port) {
    std::string why;
    EXPECT_EQ(status_of(port, "/readyz", &why), 503);
    EXPECT_THAT(why, HasSubstr("the witness has not said yet"));
    EXPECT_EQ(status_of(port, "/livez"), 200);
    EXPECT_EQ(post_account(port), 503);
    EXPECT_EQ(status_of(port, "/record/orders/0"), 404) << "no key of a day was logged";
  }

  eq::testing::SeededRandom rng{31};
  platform::Keys keys = platform::Keys::generate("chat.example", rng).take();
  World world = World::make(keys, rng);
  Person ana = Person::make(world.realm.name, rng);
  const std::string home =
      std::filesystem::temp_directory_path() / ("eqp-first-word-" + std::to_string(getpid()));
  Witness::Seen seen;
  std::uint16_t port_of_witness = 0;
  std::future<std::string> ended;
};

TEST_F(NewStore, TakesNothingBeforeTheWitnessHasSpokenAndNothingAtAllIfOneWasLost_SRV_16) {
  std::uint16_t port = start();
  expect_nothing_is_taken(port);
  {
    const Witness there(world, seen, port_of_witness);
    EXPECT_TRUE(wait_until_published(port)) << "it has seen nothing of these logs";
    EXPECT_EQ(status_of(port, "/readyz"), 200);
    EXPECT_EQ(post_account(port), 200);
    EXPECT_EQ(stop(), "");
  }
  EXPECT_FALSE(seen.empty());

  // One with entries goes on beside a witness that is silent.
  port = start();
  EXPECT_EQ(status_of(port, "/readyz"), 200);
  EXPECT_EQ(stop(), "");

  for (const char* end : {"", "-wal", "-shm"})
    std::filesystem::remove(home + "/" + std::string(kStoreFile) + end);
  port = start();
  expect_nothing_is_taken(port);
  const Witness there(world, seen, port_of_witness);
  EXPECT_THAT(ended.get(), HasSubstr("would be missing for ever")) << "it ends by itself";
  EXPECT_FALSE(std::filesystem::exists(home + "/" + std::string(kStoreFile)))
      << "a backup is to be restored there";
}

TEST_F(NewStore, CanBeStoppedWhileTheWitnessIsSilent_SRV_13) {
  start();
  EXPECT_EQ(stop(), "");
}

}  // namespace
}  // namespace eq::server
