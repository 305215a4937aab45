// The public page and the record behind it, for browsers and for whoever checks them.  Rendered in
// the engine's turn; the first page once for all who ask for it meanwhile.
#pragma once

#include "apps/server/engine.h"
#include "apps/server/metrics.h"
#include "apps/server/refusal.h"
#include "apps/server/shared_answer.h"
#include "eq/wire/realm.h"

namespace eq::server {

class PublicPages {
 public:
  /// All of them outlive it.
  PublicPages(Engine& engine, const wire::Realm& realm, const std::function<Time()>& clock,
              Metrics& metrics);

  static bool is_for(std::string_view path) {
    return path == "/" || path == "/record" || path.starts_with("/record/");
  }
  /// @param target  of a path that it is for, with its query
  void answer(const std::string& target, const PeerAddress& from, Respond respond);
  /// For an address where nothing is.
  HttpResponse nothing_at(std::string_view path) const;
  /// On whom waits too long; to be called now and then.
  void give_up() { first_page_.give_up(); }

 private:
  template <class Render>
  void page(const std::string& path, const PeerAddress& from, Respond respond,
            const char* content_type, Render render);
  void make_first_page(SharedAnswer::Tell tell);

  Engine& engine_;
  const wire::Realm& realm_;
  const std::function<Time()>& clock_;
  Metrics& metrics_;
  SharedAnswer first_page_;
};

}  // namespace eq::server
