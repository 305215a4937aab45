// What is counted, under which names, and that nothing a stranger sends becomes one.
#include "apps/server/metrics_listener.h"

#include <gmock/gmock.h>

#include "apps/server/http_client.h"
#include "apps/server/test_series.h"

namespace eq::server {
namespace {
using ::testing::HasSubstr;
using wire::Code;
using wire::Verb;

MetricsNow somewhen() {
  MetricsNow now;
  now.waiting = 3;
  now.connections = 7;
  now.sockets = 5;
  now.orders = {12, 11, 90'500};
  return now;
}

TEST(Metrics, SayWhatHappenedSinceTheStartAndWhatIsNow) {
  Metrics metrics;
  metrics.answered(Verb::messages_send, Code::ok);
  metrics.answered(Verb::messages_send, Code::ok);
  metrics.answered(Verb::past_answer, Code::unavailable);
  metrics.answered(Route::none, Code::unknown);
  metrics.committed(1, std::chrono::microseconds(900));
  metrics.committed(20, std::chrono::milliseconds(30));
  metrics.committed(300, std::chrono::seconds(7));
  const std::string text = metrics.text(somewhen());
  for (const char* line :
       {"equipoise_requests_total{verb=\"messages.send\",code=\"ok\"} 2\n",
        "equipoise_requests_total{verb=\"past.answer\",code=\"unavailable\"} 1\n",
        "equipoise_requests_total{verb=\"none\",code=\"unknown\"} 1\n",
        "# TYPE equipoise_requests_total counter\n", "equipoise_group_size_bucket{le=\"1\"} 1\n",
        "equipoise_group_size_bucket{le=\"16\"} 1\n", "equipoise_group_size_bucket{le=\"64\"} 2\n",
        "equipoise_group_size_bucket{le=\"+Inf\"} 3\n", "equipoise_group_size_sum 321\n",
        "equipoise_group_size_count 3\n", "equipoise_commit_seconds_bucket{le=\"0.001\"} 1\n",
        "equipoise_commit_seconds_bucket{le=\"5\"} 2\n", "equipoise_queue_length 3\n",
        "equipoise_connections 7\n", "equipoise_websockets 5\n",
        "equipoise_log_entries{log=\"orders\"} 12\n",
        "equipoise_log_cosigned_entries{log=\"orders\"} 11\n",
        "equipoise_log_cosignature_age_seconds{log=\"orders\"} 90.5\n",
        "equipoise_log_entries{log=\"epochs\"} 0\n"})
    EXPECT_THAT(text, HasSubstr(line));
  EXPECT_THAT(text, ::testing::Not(HasSubstr("cosignature_age_seconds{log=\"epochs\"}")))
      << "no word yet is no age";
}

TEST(Metrics, TheSeriesAreTheSameWhateverIsAsked_SRV_17) {
  Metrics metrics;
  const auto before = series(metrics.text(somewhen()));
  for (const auto& verb : wire::kVerbs)
    for (int code = 0; code <= static_cast<int>(Code::unavailable); ++code)
      metrics.answered(verb.verb, static_cast<Code>(code));
  for (const auto route : {Route::document, Route::page, Route::stream, Route::none})
    metrics.answered(route, Code::forged);
  metrics.committed(2, std::chrono::seconds(100));
  EXPECT_EQ(series(metrics.text(somewhen())), before);
  EXPECT_LT(before.size(), 700u);
}

TEST(Metrics, AreAnsweredUnderOnePathOnThisMachineAlone_SRV_17) {
  std::string why;
  Listener listener;
  int asked = 0;
  const auto metrics = MetricsListener::open(
      listener,
      [&](SharedAnswer::Tell tell) {
        tell(++asked == 1 ? std::optional<std::string>("one 1\n") : std::nullopt);
      },
      why);
  ASSERT_TRUE(metrics) << why;
  metrics->start();
  const auto client = HttpClient::for_url("http://127.0.0.1:" + std::to_string(metrics->port()));
  const auto reply = client->send("GET", "/metrics", {});
  ASSERT_TRUE(reply.ok());
  EXPECT_EQ(reply->status, 200);
  EXPECT_EQ(reply->content_type, "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_EQ(to_string(reply->body), "one 1\n");
  EXPECT_EQ(client->send("GET", "/metrics", {})->status, 503) << "while nobody can say";
  EXPECT_EQ(client->send("GET", "/", {})->status, 404);
  EXPECT_EQ(client->send("GET", "/metrics?a=b", {})->status, 404);
  EXPECT_EQ(client->send("POST", "/metrics", {})->status, 405);
  listener.address = "0.0.0.0";
  EXPECT_FALSE(MetricsListener::open(
      listener, [](SharedAnswer::Tell) {}, why));
  EXPECT_FALSE(why.empty());
}

}  // namespace
}  // namespace eq::server
