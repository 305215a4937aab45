// The messenger for browsers, as files of a folder: read once at the start, answered below /chat/.
//
// The folder is what `make web` builds.  Whatever is in it is given to everybody who asks, so only
// kinds of files that a page needs are taken, and a name that is anything else is a reason not to
// start.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "apps/server/http.h"

namespace eq::server {

class WebFiles {
 public:
  static constexpr std::size_t kFilesMax = 64;
  static constexpr std::uint64_t kSizeMax = 16 * 1024 * 1024;  // of all together

  /// Everything in a folder.  @return nullptr with a sentence in `why`
  static std::shared_ptr<const WebFiles> read(const std::string& folder, std::string& why);
  /// Whether the path of a request is the messenger's.
  static bool is_for(std::string_view path);

  /// 404 where there is no such file.
  HttpResponse answer(std::string_view path) const;

 private:
  struct File {
    std::string content_type;
    Bytes body;
  };
  std::map<std::string, File, std::less<>> files_;
};

}  // namespace eq::server
