// The service without a socket, then over one.
#include "apps/matching/api.h"

#include <sqlite3.h>

#include <chrono>
#include <thread>

#include "apps/exchange/test_pages.h"
#include "apps/matching/test_library.h"
#include "apps/media/edit.h"
#include "apps/media/encode.h"
#include "apps/media/synth.h"
#include "apps/media/worker.h"
#include "apps/server/http_client.h"

namespace eq::matching {
namespace {

using namespace exchange;

using server::HttpRequest;
using ::testing::HasSubstr;

class ApiTest : public LibraryTest {
 protected:
  void SetUp() override {
    LibraryTest::SetUp();
    for (const Role r : {Role::hasher, Role::matcher, Role::hotline})
      tokens[r] = library->make_token(actor(), std::string(to_text(r)), r, rng).value();
    api = std::make_unique<Api>(
        *library, Api::Options{[](View f) { return media::Worker(EQ_MEDIA_WORKER).fingerprint(f); },
                               [this] { return actor().at; }, 2});
  }

  struct Reply {
    int status;
    Json json;
    std::string text;
  };
  Reply send(const std::string& method, const std::string& target, View body = {},
             const std::string& token = "-", const std::string& type = "application/json") {
    const auto r =
        api->handle({method, target, token == "-" ? "Bearer " + tokens[Role::hotline] : token, type,
                     to_bytes(body)});
    EXPECT_EQ(r.content_type, "application/json");
    const auto text = to_string(r.body);
    const Json j = Json::parse(text);
    if (r.status != 200) {
      EXPECT_TRUE(j.contains("error") && j.contains("do"))
          << "says what is wrong and what to do: " << text;
    }
    return {r.status, j, text};
  }
  Reply post(const std::string& target, const std::string& body) {
    return send("POST", target, view(body));
  }
  Reply upload(const std::string& target, View file) {
    return send("POST", target, file, "-", "application/octet-stream");
  }

  static Bytes landscape(std::uint64_t seed) {
    return *media::encode_jpeg(media::landscape(seed, 320, 240), 90);
  }

  std::map<Role, std::string> tokens;
  std::unique_ptr<Api> api;
};

TEST_F(ApiTest, EachVerbIsForItsRolesAndForNoOther_MAT_4) {
  std::size_t tried = 0;
  for (const auto& verb : Api::verbs()) {
    std::string path = verb.path;
    for (auto at = path.find('*'); at != path.npos; at = path.find('*')) path.replace(at, 1, "1");
    for (const auto& [role, token] : tokens) {
      const int status = send(verb.method, path, view("{}"), "Bearer " + token).status;
      EXPECT_EQ(status == 403, !may(role, verb.right))
          << verb.method << " " << path << " as " << to_text(role) << ": " << status;
      EXPECT_NE(status, 401);
      ++tried;
    }
    const bool is_open = verb.right == Right::anybody;
    for (const std::string wrong : {"", "Bearer ", "Bearer eqm_", "Basic YTpi", "bearer x"})
      EXPECT_EQ(send(verb.method, path, view("{}"), wrong).status, is_open ? 200 : 401)
          << verb.method << " " << path;
    EXPECT_EQ(send(verb.method, path, view("{}"), tokens[Role::hotline]).status,
              is_open ? 200 : 401)
        << "without the word Bearer";
  }
  EXPECT_EQ(tried, Api::verbs().size() * 3);
  // The table itself, said once more and otherwise.
  const auto allowed = [&](Role r) {
    std::set<std::string> s;
    for (const auto& v : Api::verbs())
      if (may(r, v.right)) s.insert(v.path);
    return s;
  };
  EXPECT_EQ(allowed(Role::hasher), (std::set<std::string>{"/healthz", "/hash", "/compare"}));
  EXPECT_EQ(allowed(Role::matcher),
            (std::set<std::string>{"/healthz", "/hash", "/compare", "/lookup", "/index/status"}));
  EXPECT_EQ(send("GET", "/banks", {}, "Bearer " + tokens[Role::matcher]).json["error"],
            "A matcher may not do this");
}

TEST_F(ApiTest, ARevokedTokenIsRefusedFromTheNextRequestOn_MAT_4) {
  const std::string bearer = "Bearer " + tokens[Role::matcher];
  EXPECT_EQ(send("GET", "/index/status", {}, bearer).status, 200);
  const auto beside = open();
  ASSERT_TRUE(beside->revoke_token(actor(), "matcher").ok());
  EXPECT_EQ(send("GET", "/index/status", {}, bearer).status, 401);
}

TEST_F(ApiTest, APictureGoesInAndItsCopiesAreFoundOutOfEnabledBanksOnly_MAT_1) {
  ASSERT_EQ(post("/banks", R"({"name": "b", "note": "test"})").status, 200);
  const Bytes original = landscape(1);
  const auto added = upload("/banks/b/entries", original);
  ASSERT_EQ(added.status, 200) << added.text;
  EXPECT_EQ(added.json["added"].size(), 2u);
  const auto copy = *media::encode_jpeg(media::half_size(media::landscape(1, 320, 240)), 60);
  auto found = upload("/lookup", copy);
  ASSERT_EQ(found.json["matches"].size(), 1u) << found.text;
  EXPECT_EQ(found.json["matches"][0]["bank"], "b");
  EXPECT_EQ(found.json["matches"][0]["signal_type"], "pdq");
  EXPECT_LE(found.json["matches"][0]["distance"], 31);
  EXPECT_EQ(found.json["pdq"]["quality_min"], 50);
  EXPECT_EQ(upload("/lookup", original).json["matches"].size(), 2u)
      << "by its hash, and by its digest";
  EXPECT_EQ(upload("/lookup", landscape(2)).json["matches"].size(), 0u);
  const auto mirrored = *media::encode_jpeg(media::mirrored(media::landscape(1, 320, 240)), 90);
  EXPECT_EQ(upload("/lookup", mirrored).json["matches"].size(), 0u);
  found = upload("/lookup?turns=all", mirrored);
  ASSERT_EQ(found.json["matches"].size(), 1u);
  EXPECT_EQ(found.json["matches"][0]["turn"], "flip_y")
      << "the reference names a turn by the axis that stays";
  ASSERT_EQ(send("PUT", "/banks/b", view(R"({"enabled": false})")).status, 200);
  EXPECT_EQ(upload("/lookup", original).json["matches"].size(), 0u);
}

TEST_F(ApiTest, HashesAreLookedUpAndComparedAsText_MAT_1) {
  ASSERT_EQ(post("/banks", R"({"name": "b"})").status, 200);
  const auto h = random_hash();
  const std::string near = flipped(h, 10).hex();
  const auto added = post("/banks/b/entries", R"({"signal_type": "pdq", "signal": ")" + h.hex() +
                                                  R"(", "note": "n", "source": "s"})");
  ASSERT_EQ(added.status, 200) << added.text;
  const auto m = send("GET", "/lookup?signal_type=pdq&signal=" + near).json["matches"];
  ASSERT_EQ(m.size(), 1u);
  EXPECT_EQ(m[0]["distance"], 10);
  EXPECT_EQ(m[0]["note"], "n");
  EXPECT_EQ(m[0]["source"], "s");
  EXPECT_EQ(m[0]["added_by"], "hotline");
  EXPECT_EQ(post("/lookup", R"({"signal_type": "pdq", "signal": ")" + near + R"(", "quality": 50})")
                .json["matches"]
                .size(),
            1u);
  const auto poor =
      post("/lookup", R"({"signal_type": "pdq", "signal": ")" + near + R"(", "quality": 49})");
  EXPECT_EQ(poor.json["matches"].size(), 0u);
  EXPECT_TRUE(poor.json.contains("not_searched"));
  const auto compared =
      post("/compare", R"({"pdq": [")" + h.hex() + "\", \"" + near + R"("], "md5": [")" +
                           std::string(32, 'a') + "\", \"" + std::string(32, 'A') + R"("]})");
  EXPECT_EQ(compared.json["pdq"]["distance"], 10);
  EXPECT_EQ(compared.json["md5"]["match"], true);
  const auto status = send("GET", "/index/status").json;
  EXPECT_EQ(status["entries"], 1);
  EXPECT_EQ(status["all_visible"], true);
  EXPECT_EQ(status["change"], library->verify_audit().lines);
}

TEST_F(ApiTest, BadInputIsRefusedInPlainWordsAndChangesNothing_MAT_7) {
  ASSERT_EQ(post("/banks", R"({"name": "b"})").status, 200);
  const auto before = library->verify_audit();
  struct Case {
    std::string method, target, body;
    int status;
  };
  const std::string md5 = std::string(32, 'a');
  for (const auto& c : std::vector<Case>{
           {"GET", "/", "", 400},
           {"GET", "//", "", 400},
           {"GET", "/nothing", "", 404},
           {"GET", "/banks/..%2f", "", 400},
           {"GET", "/banks/b?x=1", "", 400},
           {"GET", "/lookup", "", 400},
           {"GET", "/lookup?signal_type=md5&signal=zz", "", 400},
           {"GET", "/lookup?signal_type=md5&signal_type=pdq", "", 400},
           {"GET", "/lookup?signal_type=pdq&signal=" + md5, "", 400},
           {"GET", "/banks/b/entries?limit=1001", "", 400},
           {"GET", "/banks/b/entries?after=-1", "", 400},
           {"GET", "/" + std::string(2000, 'a'), "", 400},
           {"PUT", "/hash", "", 405},
           {"DELETE", "/banks", "", 405},
           {"POST", "/banks", "", 400},
           {"POST", "/banks", "{", 400},
           {"POST", "/banks", "[]", 400},
           {"POST", "/banks", "{}", 400},
           {"POST", "/banks", R"({"name": 7})", 400},
           {"POST", "/banks", R"({"name": "b"})", 409},
           {"POST", "/banks", R"({"name": "a b"})", 400},
           {"POST", "/banks", R"({"name": "c", "nam": "d"})", 400},
           {"POST", "/banks", R"({"name": "c", "name": "d"})", 400},
           {"POST", "/banks", R"({"name": "c", "note": "\u0000"})", 400},
           {"POST", "/banks", std::string(5000, '[') + std::string(5000, ']'), 400},
           {"POST", "/banks", std::string(70'000, ' '), 413},
           {"PUT", "/banks/none", "{}", 404},
           {"PUT", "/banks/b", R"({"enabled": 1})", 400},
           {"DELETE", "/banks/none", "", 404},
           {"POST", "/banks/b/entries", R"({"signal_type": "pdna", "signal": "aa"})", 400},
           {"POST", "/banks/b/entries",
            R"({"signal_type": "pdq", "signal": ")" + std::string(64, '0') + R"("})", 422},
           {"POST", "/banks/none/entries", R"({"signal_type": "md5", "signal": ")" + md5 + R"("})",
            404},
           {"DELETE", "/banks/b/entries/1", "", 404},
           {"DELETE", "/banks/b/entries/x", "", 400},
           {"DELETE", "/banks/b/entries/99999999999", "", 400},
           {"POST", "/exchanges/x", "", 404},
           {"POST", "/exchanges/x?format=csv&bank=b", "a,b", 400},
           {"POST", "/exchanges/x?format=ncmec&bank=b", "<html/>", 400},
           {"POST", "/exchanges/x?format=stopncii&bank=b", "{}", 400},
           {"POST", "/compare", "{}", 400},
           {"POST", "/compare", R"({"pdq": 1e999})", 400},
           {"POST", "/compare", R"({"pdq": ["a"]})", 400},
           {"POST", "/compare", R"({"pdq": "a"})", 400}})
    EXPECT_EQ(send(c.method, c.target, view(c.body)).status, c.status)
        << c.method << " " << c.target << " " << c.body.substr(0, 60);
  EXPECT_EQ(library->verify_audit().head, before.head);
}

/// The head of a PNG of that size; nobody would allocate its pixels.
Bytes gigantic_png() {
  Bytes png = *media::encode_png(media::landscape(1, 16, 16));
  const auto side = be32(40'000);
  std::copy(side.begin(), side.end(), png.begin() + 16);
  std::copy(side.begin(), side.end(), png.begin() + 20);
  std::uint32_t crc = 0xffffffff;
  for (std::size_t i = 12; i < 29; ++i) {
    crc ^= png[i];
    for (int k = 0; k < 8; ++k) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
  }
  const auto sum = be32(~crc);
  std::copy(sum.begin(), sum.end(), png.begin() + 29);
  return png;
}

TEST_F(ApiTest, FilesThatAreNoPictureAreKnownByTheirDigestsAlone_MAT_7) {
  EXPECT_EQ(upload("/hash", {}).status, 400);
  EXPECT_EQ(send("POST", "/hash", view("--x"), "-", "multipart/form-data; boundary=x").status, 415);
  for (const std::string type : {"", "application/x-www-form-urlencoded"})
    EXPECT_EQ(send("POST", "/lookup", view(R"({"signal_type": "md5"})"), "-", type).status, 415)
        << "never taken for a file by mistake";
  const Bytes whole = landscape(1);
  for (const auto& [file, why] : std::vector<std::pair<Bytes, std::string>>{
           {to_bytes("no picture at all"), "not a JPEG, PNG or WebP"},
           {gigantic_png(), "above 16384 pixels"},
           {Bytes(whole.begin(), whole.begin() + 200), "damaged"}}) {
    const auto r = upload("/hash", file);
    EXPECT_EQ(r.status, 200);
    EXPECT_EQ(r.json["signals"].size(), 3u);
    EXPECT_THAT(r.json["no_pdq_because"].get<std::string>(), HasSubstr(why));
    EXPECT_EQ(upload("/lookup", file).status, 200);
  }
  // One colour: a picture, but without edges.
  media::Picture flat{64, 64, media::Channels::rgb, Bytes(64 * 64 * 3, 90)};
  const auto r = upload("/lookup", *media::encode_png(flat));
  EXPECT_THAT(r.json["warning"].get<std::string>(), HasSubstr("below 50"));
  EXPECT_EQ(r.json["matches"].size(), 0u);
}

TEST_F(ApiTest, TheAuditTrailShowsWhoDidWhatWithoutContent_MAT_3) {
  ASSERT_EQ(post("/banks", R"({"name": "b", "note": "secret words"})").status, 200);
  const auto h = random_hash();
  ASSERT_EQ(post("/banks/b/entries", R"({"signal_type": "pdq", "signal": ")" + h.hex() +
                                         R"(", "note": "secret words"})")
                .status,
            200);
  const auto audit = send("GET", "/audit?after=3");
  ASSERT_EQ(audit.json["lines"].size(), 2u) << "after the three tokens";
  EXPECT_EQ(audit.json["lines"][1]["who"], "hotline");
  EXPECT_EQ(audit.json["lines"][1]["what"], "entry added");
  EXPECT_EQ(audit.json["lines"][1]["entry"], 1);
  EXPECT_EQ(audit.text.find(h.hex().substr(0, 16)), std::string::npos);
  EXPECT_EQ(audit.text.find("secret"), std::string::npos);
}

TEST_F(ApiTest, APageIsTakenOverHttpAndItsStatusShown_MAT_6) {
  ASSERT_EQ(post("/banks", R"({"name": "b"})").status, 200);
  const auto taken = post("/exchanges/n?format=ncmec&bank=b", ncmec_page(ncmec_image("i1", 1, 5)));
  ASSERT_EQ(taken.status, 200) << taken.text;
  EXPECT_EQ(taken.json["entries_added"], 2);
  EXPECT_EQ(taken.json["exchange"]["checkpoint"], "2026-03-01T11:00:00Z");
  EXPECT_EQ(post("/exchanges/n", ncmec_page(ncmec_deleted("i1", 6))).json["entries_removed"], 2);
  EXPECT_EQ(send("GET", "/exchanges").json["exchanges"][0]["records"], 0);
}

TEST_F(ApiTest, ADatabaseThatAnotherProgramHoldsIs503UntilItIsFree_MAT_8) {
  std::vector<std::string> troubles;
  Api watched(*library, {nullptr, [this] { return actor().at; }, 2,
                         [&](const std::string& what) { troubles.push_back(what); }});
  const auto status = [&](const char* method, const char* target, const char* body) {
    return watched
        .handle({method, target, "Bearer " + tokens[Role::hotline], "application/json",
                 to_bytes(std::string_view(body))})
        .status;
  };
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  EXPECT_EQ(status("GET", "/healthz", ""), 200);
  EXPECT_EQ(status("POST", "/banks", R"({"name": "b"})"), 503);
  EXPECT_EQ(status("GET", "/healthz", ""), 503) << "reading works, writing does not";
  EXPECT_THAT(troubles, ::testing::ElementsAre("another program holds the database"));
  sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr);
  sqlite3_close(other);
  EXPECT_EQ(status("GET", "/healthz", ""), 200);
  EXPECT_EQ(troubles.back(), "");
  EXPECT_TRUE(library->banks().empty());
  EXPECT_EQ(status("POST", "/banks", R"({"name": "b"})"), 200);
}

TEST_F(ApiTest, OverASocketAnEntryOfAnotherProcessIsFoundByTheNextRequest_MAT_1) {
  server::HttpOptions o;
  o.threads = 3;
  o.methods = {"GET", "HEAD", "POST", "PUT", "DELETE"};
  o.body_size_max = Api::body_size_max;
  o.refusal = Api::refusal;
  o.on_request = [this](HttpRequest r, server::Respond respond) {
    if (r.target != "/healthz") r.authorization = "Bearer " + tokens[Role::matcher];
    respond(api->handle(r));
  };
  const auto server = server::HttpServer::open(std::move(o), why);
  ASSERT_TRUE(server) << why;
  std::thread thread([&] { server->run(); });
  const auto client =
      server::HttpClient::for_url("http://127.0.0.1:" + std::to_string(server->port()));
  EXPECT_EQ(client->send("GET", "/healthz", {})->status, 200);
  const auto beside = open();
  ASSERT_TRUE(beside->create_bank(actor(), "b", "").ok());
  int seen = 0;
  for (int i = 0; i < 20; ++i) {
    const auto h = random_hash();
    ASSERT_TRUE(beside->add_entry(actor(), "b", {signal_of(h), "", ""}).ok());
    const auto r = client->send("GET", "/lookup?signal_type=pdq&signal=" + h.hex(), {});
    ASSERT_TRUE(r.ok());
    seen += Json::parse(r->body)["matches"].size() == 1;
  }
  EXPECT_EQ(seen, 20);
  const Bytes large(kFileSizeMax + 1);
  const auto refused = client->send("POST", "/lookup", large);
  ASSERT_TRUE(refused.ok());
  EXPECT_EQ(refused->status, 413);
  EXPECT_TRUE(Json::parse(refused->body).contains("do"));
  EXPECT_EQ(client->send("PATCH", "/banks", {})->status, 405);
  server->stop();
  thread.join();
}

}  // namespace
}  // namespace eq::matching
