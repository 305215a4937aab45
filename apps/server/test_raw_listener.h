// For tests of whoever waits for an answer.
#pragma once

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdint>

namespace eq::server {

/// A port that takes connections and says nothing.
struct RawListener {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  std::uint16_t port = 0;
  RawListener() {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    EXPECT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&at), size), 0);
    EXPECT_EQ(listen(fd, 16), 0);
    EXPECT_EQ(getsockname(fd, reinterpret_cast<sockaddr*>(&at), &size), 0);
    port = ntohs(at.sin_port);
  }
  ~RawListener() {
    close(fd);
    if (asker_ >= 0) close(asker_);
  }
  /// Waits until somebody has connected and said something, which gets no answer.
  bool is_asked() {
    const timeval patience{30, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    asker_ = accept(fd, nullptr, nullptr);
    char first = 0;
    return asker_ >= 0 && recv(asker_, &first, 1, 0) == 1;
  }

 private:
  int asker_ = -1;
};

}  // namespace eq::server
