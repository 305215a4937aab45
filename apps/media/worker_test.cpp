// The decoding process: what it answers, and what it cannot do.
#include "apps/media/worker.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>

#include "apps/media/confine.h"
#include "apps/media/encode.h"
#include "apps/media/synth.h"

#if defined(__SANITIZE_ADDRESS__)
#define EQ_UNDER_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define EQ_UNDER_SANITIZER 1
#endif
#endif

namespace eq::media {
namespace {

const Worker worker{EQ_MEDIA_WORKER};

TEST(Worker, AnswersWhatDecodingInThisProcessGives) {
  const Picture p = landscape(1, 300, 200);
  for (const Bytes& file : {*encode_png(p), *encode_jpeg(p, 80)}) {
    const auto apart = worker.picture(file);
    ASSERT_TRUE(apart.ok()) << to_text(apart.error());
    EXPECT_EQ(apart->pixels, decode(file)->pixels);
    EXPECT_EQ(apart->width, 300u);
    const auto fingerprint = worker.fingerprint(file), expected = phash::fingerprint(*decode(file));
    ASSERT_TRUE(fingerprint.ok());
    EXPECT_EQ(fingerprint->hash, expected->hash);
    EXPECT_EQ(fingerprint->quality, expected->quality);
    EXPECT_EQ(fingerprint->coefficients, expected->coefficients);
    EXPECT_EQ(fingerprint->median, expected->median);
  }
}

TEST(Worker, SaysWhyAFileIsRefusedAsDecodingHereDoes) {
  const Bytes png = *encode_png(landscape(1, 60, 40));
  EXPECT_EQ(worker.picture({}).error(), Err::unsupported);
  EXPECT_EQ(worker.picture(view("hello")).error(), Err::unsupported);
  EXPECT_EQ(worker.picture(View(png).first(png.size() / 2)).error(), Err::malformed);
  Bytes giant = png;  // 40,000 pixels a side, which the header's check sum then contradicts
  giant[18] = giant[22] = 0x9c;
  giant[19] = giant[23] = 0x40;
  EXPECT_FALSE(worker.picture(giant).ok());
  const Bytes jpeg = *encode_jpeg(landscape(1, 60, 40), 80);
  EXPECT_EQ(worker.picture(View(jpeg).first(jpeg.size() / 2)).error(), Err::malformed);
}

TEST(Worker, AFileThatNeedsMoreMemoryThanTheCapIsAnError) {
#ifdef EQ_UNDER_SANITIZER
  GTEST_SKIP() << "no memory limit under AddressSanitizer";
#endif
  const Picture p{5000, 5000, Channels::grey, Bytes(25'000'000)};
  const Bytes file = *encode_png(p);  // a few kilobytes
  ASSERT_LT(file.size(), 100'000u);
  EXPECT_TRUE(worker.picture(file).ok());
  EXPECT_EQ(Worker(EQ_MEDIA_WORKER, {.memory = 40u << 20}).picture(file).error(), Err::exhausted);
}

struct Script {
  explicit Script(const std::string& body)
      : path(std::filesystem::temp_directory_path() / ("eq-worker-" + std::to_string(getpid()))) {
    std::ofstream(path) << "#!/bin/sh\n" << body << "\n";
    chmod(path.c_str(), 0700);
  }
  ~Script() { std::filesystem::remove(path); }
  std::filesystem::path path;
};

TEST(Worker, OneThatHangsIsEndedAndOneThatTalksNonsenseIsNotBelieved) {
  const Bytes file = *encode_png(landscape(1, 60, 40));
  EXPECT_EQ(Worker(Script("exec sleep 1000").path.string(), {.seconds = 0}).picture(file).error(),
            Err::exhausted);
  EXPECT_EQ(Worker("/nonexistent/equipoise-media").picture(file).error(), Err::unavailable);
  for (const char* nonsense : {"exit 0", "exit 1", "kill -SEGV $$", "printf '\\000'",
                               "printf '\\200'", "printf '\\000abcdefghijklm'",
                               "printf '\\000\\000\\000\\000\\001\\000\\000\\000\\001\\003ab'"}) {
    const Script script(nonsense);
    const Worker liar(script.path.string());
    EXPECT_EQ(liar.picture(file).error(), Err::malformed) << nonsense;
    EXPECT_EQ(liar.fingerprint(file).error(), Err::malformed) << nonsense;
  }
  const Script refusing("printf '\\006'");
  EXPECT_EQ(Worker(refusing.path.string()).picture(file).error(), Err::too_large);
}

// How a confined child ends that does this.
int end_of(unsigned seconds, const std::function<void()>& deed) {
  const pid_t pid = fork();
  if (pid == 0) {
    if (!confine(seconds, std::size_t{1} << 30)) _exit(3);
    deed();
    _exit(0);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  return status;
}

TEST(Confine, AConfinedProcessCanComputeAndEnd) {
  const int status = end_of(5, [] { EQ_ASSERT(Bytes(1 << 20).size() == 1 << 20); });
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}

TEST(Confine, OpeningFilesSocketsAndProcessesEndsIt) {
#ifdef EQ_UNDER_SANITIZER
  GTEST_SKIP() << "no filter of calls under AddressSanitizer";
#endif
  const std::function<void()> deeds[] = {
      [] { (void)open("/etc/passwd", O_RDONLY); }, [] { (void)socket(AF_INET, SOCK_STREAM, 0); },
      [] { (void)fork(); }, [] { execl("/bin/true", "true", nullptr); },
      [] { kill(getppid(), 0); }};
  for (const auto& deed : deeds) {
    const int status = end_of(5, deed);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS) << status;
  }
}

TEST(Confine, TimeRunsOut) {
  const int status = end_of(1, [] {
    for (;;) asm volatile("");
  });
  EXPECT_TRUE(WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL))
      << status;
}

TEST(Answer, WhatAWorkerCouldSendIsReadStrictly) {
  const auto f = *phash::fingerprint(landscape(4, 100, 100));
  Bytes good = encode_answer(f);
  EXPECT_EQ(decode_fingerprint_answer(good)->hash, f.hash);
  EXPECT_FALSE(decode_fingerprint_answer(View(good).first(good.size() - 1)).ok());
  Bytes bad = good;
  bad[32] = 101;  // quality
  EXPECT_FALSE(decode_fingerprint_answer(bad).ok());
  bad = good;
  bad[33] = 0x7f;  // the first coefficient is no number
  bad[34] = 0xff;
  EXPECT_FALSE(decode_fingerprint_answer(bad).ok());
  good.push_back(0);
  EXPECT_FALSE(decode_fingerprint_answer(good).ok());
}

}  // namespace
}  // namespace eq::media
