// Settings of the server from a file and from the environment.
#include "apps/equipoise/operator/config_file.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "apps/equipoise/operator/commands.h"

namespace eq::app {
namespace {
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;
using Words = std::vector<std::string>;

Words words_of(const std::string& toml) { return config_words(toml, "test", serve_command()); }
Failure refusal_of(const std::string& toml) {
  try {
    (void)words_of(toml);
  } catch (const Failure& failure) {
    return failure;
  }
  return {"", "", 0};
}

TEST(ConfigFile, HasTheNamesOfTheOptions) {
  EXPECT_THAT(words_of("home = \"server\"\nport = 8700\nin-clear = true\n"
                       "balancer = [\"10.0.0.1\", \"10.0.0.2\"]\n"),
              UnorderedElementsAre("--home=server", "--port=8700", "--in-clear",
                                   "--balancer=10.0.0.1", "--balancer=10.0.0.2"));
  EXPECT_THAT(words_of("in-clear = false"), ElementsAre());
  EXPECT_THAT(words_of("registration = \"by-invitation\""),
              ElementsAre("--registration=by-invitation"));
}

TEST(ConfigFile, WhatItDoesNotKnowIsRefusedWithWhatItKnows) {
  const auto unknown = refusal_of("prot = 8700");
  EXPECT_THAT(unknown.what, HasSubstr("there is no setting prot"));
  EXPECT_THAT(unknown.remedy, HasSubstr("port"));
  EXPECT_THAT(unknown.remedy, HasSubstr("tls-certificate"));
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(refusal_of("config = \"again\"").what, HasSubstr("there is no setting config"));
  EXPECT_THAT(refusal_of("[serve]\nport = 1").what, HasSubstr("there is no setting serve"));
  EXPECT_THAT(refusal_of("port = 1\nport = 2").what, HasSubstr("line 2"));
  EXPECT_THAT(refusal_of("in-clear = \"yes\"").what, HasSubstr("must be true or false"));
  EXPECT_THAT(refusal_of("port = 1.5").what, HasSubstr("must be a text or a whole number"));
  EXPECT_THAT(refusal_of("port = [1]").what, HasSubstr("must be a text or a whole number"));
}

TEST(ConfigFile, TheCommandLineWinsOverTheEnvironmentAndThatOverTheFile) {
  const std::string path =
      ::testing::TempDir() + "eqp-config-" + std::to_string(::getpid()) + ".toml";
  std::ofstream(path) << "port = 1\naddress = \"::1\"\nwitness = \"http://127.0.0.1:1\"\n";
  setenv("EQUIPOISE_PORT", "2", 1);
  setenv("EQUIPOISE_ADDRESS", "127.0.0.2", 1);
  setenv("EQUIPOISE_IN_CLEAR", "true", 1);
  EXPECT_THAT(
      with_settings({"equipoise", "serve", "--port", "3", "--config", path}, 2, serve_command()),
      ElementsAre("equipoise", "serve", "--witness=http://127.0.0.1:1", "--address=127.0.0.2",
                  "--in-clear", "--port", "3", "--config", path));
  // "false" is a word of the environment's, too.
  std::ofstream(path) << "in-clear = true\n";
  setenv("EQUIPOISE_IN_CLEAR", "false", 1);
  EXPECT_THAT(
      with_settings({"equipoise", "serve", "--config", path}, 2, serve_command()),
      ElementsAre("equipoise", "serve", "--port=2", "--address=127.0.0.2", "--config", path));
  std::ofstream(path) << "port = 1\naddress = \"::1\"\nwitness = \"http://127.0.0.1:1\"\n";
  setenv("EQUIPOISE_IN_CLEAR", "maybe", 1);
  EXPECT_THROW((void)with_settings({"equipoise", "serve"}, 2, serve_command()), Failure);
  for (const char* name : {"EQUIPOISE_PORT", "EQUIPOISE_ADDRESS", "EQUIPOISE_IN_CLEAR"})
    unsetenv(name);
  setenv("EQUIPOISE_CONFIG", path.c_str(), 1);
  EXPECT_THAT(with_settings({"equipoise", "serve"}, 2, serve_command()),
              ElementsAre("equipoise", "serve", "--address=::1", "--port=1",
                          "--witness=http://127.0.0.1:1"));
  unsetenv("EQUIPOISE_CONFIG");
  unlink(path.c_str());
  EXPECT_THROW((void)with_settings({"equipoise", "serve", "--config", path}, 2, serve_command()),
               Failure);
}

}  // namespace
}  // namespace eq::app
