#include "apps/server/web_files.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace eq::server {
namespace {
namespace fs = std::filesystem;
using ::testing::HasSubstr;

class WebFilesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder = fs::temp_directory_path() /
             ("eqp-web-" + std::to_string(getpid()) + "-" +
              ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::create_directories(folder);
    write("index.html", "<!doctype html>");
    write("main.js", "1");
    write("equipoise_client.wasm", "module");
  }
  void TearDown() override { fs::remove_all(folder); }
  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder / name, std::ios::binary) << text;
  }
  std::shared_ptr<const WebFiles> read() { return WebFiles::read(folder.string(), why); }
  static std::string header(const HttpResponse& r, const std::string& name) {
    for (const auto& [key, value] : r.headers)
      if (key == name) return value;
    return "";
  }

  fs::path folder;
  std::string why;
};

TEST_F(WebFilesTest, AnswersWithWhatWasThereAtTheStart_SRV_28) {
  const auto files = read();
  ASSERT_TRUE(files) << why;
  write("main.js", "2");
  write("later.js", "3");
  EXPECT_EQ(to_string(files->answer("/chat/").body), "<!doctype html>");
  EXPECT_EQ(files->answer("/chat/").content_type, "text/html; charset=utf-8");
  EXPECT_EQ(to_string(files->answer("/chat/main.js").body), "1");
  EXPECT_EQ(files->answer("/chat/equipoise_client.wasm").content_type, "application/wasm");
  EXPECT_EQ(files->answer("/chat/later.js").status, 404);
}

TEST_F(WebFilesTest, EveryAnswerForbidsScriptsOfOthersAndMarkupFromText_SRV_28) {
  const auto files = read();
  ASSERT_TRUE(files) << why;
  for (const char* path : {"/chat", "/chat/", "/chat/main.js", "/chat/none.js"}) {
    const auto r = files->answer(path);
    const auto policy = header(r, "Content-Security-Policy");
    EXPECT_THAT(policy, HasSubstr("default-src 'none'"));
    EXPECT_THAT(policy, HasSubstr("require-trusted-types-for 'script'"));
    EXPECT_THAT(policy, HasSubstr("frame-ancestors 'none'"));
    EXPECT_THAT(policy, ::testing::Not(HasSubstr("unsafe-inline")));
    EXPECT_THAT(policy, ::testing::Not(HasSubstr("'unsafe-eval'")));
    EXPECT_EQ(header(r, "Cross-Origin-Opener-Policy"), "same-origin");
    EXPECT_EQ(header(r, "Cross-Origin-Embedder-Policy"), "require-corp");
    EXPECT_EQ(header(r, "Referrer-Policy"), "no-referrer");
  }
}

TEST_F(WebFilesTest, TheFirstPageIsAskedForAnewAndTheOthersAreKept) {
  const auto files = read();
  ASSERT_TRUE(files) << why;
  EXPECT_EQ(header(files->answer("/chat/"), "Cache-Control"), "no-store");
  EXPECT_THAT(header(files->answer("/chat/main.js"), "Cache-Control"), HasSubstr("immutable"));
  EXPECT_EQ(files->answer("/chat").status, 308);
  EXPECT_EQ(header(files->answer("/chat"), "Location"), "/chat/");
}

TEST_F(WebFilesTest, NoPathLeavesTheFolder_SRV_28) {
  const auto files = read();
  ASSERT_TRUE(files) << why;
  for (const char* path : {"/chat/../secret", "/chat//etc/passwd", "/chat/%2e%2e/secret",
                           "/chat/./main.js", "/chat/main.js/"})
    EXPECT_EQ(files->answer(path).status, 404) << path;
  EXPECT_FALSE(WebFiles::is_for("/chatter"));
  EXPECT_TRUE(WebFiles::is_for("/chat"));
}

TEST_F(WebFilesTest, AFolderWithAnythingElseInItIsRefused) {
  write("state", "keys");
  EXPECT_FALSE(read());
  EXPECT_THAT(why, HasSubstr("no file of the messenger"));
  fs::remove(folder / "state");
  write(".hidden.js", "1");
  EXPECT_FALSE(read());
  fs::remove(folder / ".hidden.js");
  fs::create_directory(folder / "folder.js");
  EXPECT_FALSE(read());
  fs::remove(folder / "folder.js");
  EXPECT_TRUE(read()) << why;
  fs::remove(folder / "index.html");
  EXPECT_FALSE(read());
  EXPECT_THAT(why, HasSubstr("index.html"));
  fs::remove_all(folder);
  EXPECT_FALSE(read());
  EXPECT_THAT(why, HasSubstr("make web"));
}

TEST_F(WebFilesTest, AFolderThatIsTooLargeIsRefusedBeforeItIsRead_SRV_28) {
  write("large.js", "");
  fs::resize_file(folder / "large.js", WebFiles::kSizeMax + 1);
  EXPECT_FALSE(read());
  EXPECT_THAT(why, HasSubstr("more than the messenger"));
  fs::remove(folder / "large.js");
  for (std::size_t i = 0; i < WebFiles::kFilesMax; ++i) write("f" + std::to_string(i) + ".js", "1");
  EXPECT_FALSE(read());
}

}  // namespace
}  // namespace eq::server
