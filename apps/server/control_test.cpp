// Orders to a server that runs: several at once, and one that hangs keeps nobody waiting for ever.
#include "apps/server/control.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <future>

namespace eq::server {
namespace {
namespace fs = std::filesystem;
using Standing = Told::Standing;

class ControlTest : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directories(home); }
  void TearDown() override { fs::remove_all(home); }
  void open(Control::Obey obey) {
    std::string why;
    control = Control::open(home, std::move(obey), why);
    ASSERT_TRUE(control) << why;
  }
  int connect() const {
    const int line = ::socket(AF_UNIX, SOCK_STREAM, 0);
    const sockaddr_un at = address();
    EXPECT_EQ(::connect(line, reinterpret_cast<const sockaddr*>(&at), sizeof at), 0);
    return line;
  }
  sockaddr_un address() const {
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    (home + "/control").copy(at.sun_path, sizeof at.sun_path - 1);
    return at;
  }

  const std::string home =
      fs::temp_directory_path() / ("eqp-control-" + std::to_string(::getpid()));
  std::unique_ptr<Control> control;
};

TEST_F(ControlTest, AnOrderThatTakesLongKeepsNoOtherWaiting) {
  std::promise<void> enough;
  open([&, wait = enough.get_future().share()](const std::string& order) -> Control::Answer {
    if (order == "long") wait.wait();
    return {order + " done"};
  });
  auto longer = std::async(std::launch::async, [&] { return tell_server(home, "long"); });
  for (int i = 0; i < 3; ++i) {
    const Told told = tell_server(home, "short");
    EXPECT_EQ(told.standing, Standing::answered);
    EXPECT_EQ(told.answer, "short done");
  }
  enough.set_value();
  EXPECT_EQ(longer.get().answer, "long done");
}

TEST_F(ControlTest, WhoHearsNothingGoesOnAfterSeconds) {
  EXPECT_EQ(tell_server(home, "anything").standing, Standing::none_runs);
  const int hanging = ::socket(AF_UNIX, SOCK_STREAM, 0);
  const sockaddr_un at = address();
  ASSERT_EQ(::bind(hanging, reinterpret_cast<const sockaddr*>(&at), sizeof at), 0);
  ASSERT_EQ(::listen(hanging, 0), 0);
  EXPECT_EQ(tell_server(home, "anything").standing, Standing::silent);
  EXPECT_EQ(tell_server(home, "anything").standing, Standing::silent)
      << "nobody can even wait there any more";
  ::close(hanging);
  EXPECT_EQ(tell_server(home, "anything").standing, Standing::none_runs);
}

TEST_F(ControlTest, WhatNobodyHearsAnyMoreIsTakenBack) {
  std::promise<void> gone, taken_back;
  open([&, wait = gone.get_future().share()](const std::string&) -> Control::Answer {
    wait.wait();
    return {"done", [&] { taken_back.set_value(); }};
  });
  const int asker = connect();
  ASSERT_EQ(::send(asker, "copy\n", 5, 0), 5);
  char heard[6];
  ASSERT_EQ(::recv(asker, heard, sizeof heard, MSG_WAITALL), 6);
  ::close(asker);
  gone.set_value();
  EXPECT_EQ(taken_back.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
}

}  // namespace
}  // namespace eq::server
