#include "apps/server/public_pages.h"

#include "apps/server/record_page.h"

namespace eq::server {
namespace {
using wire::Code;

constexpr const char* kHtml = "text/html; charset=utf-8";
constexpr std::size_t kNewest = 25;  // of each log, on the first page
constexpr std::chrono::seconds kFresh(1);
constexpr std::chrono::seconds kPatience(3);  // with a disk that hangs

HttpResponse as_page(const std::string& text, const char* content_type) {
  HttpResponse r;
  r.content_type = content_type;
  r.body = to_bytes(text);
  r.headers = {
      {"Content-Security-Policy",
       "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"},
      {"Referrer-Policy", "no-referrer"},
      {"Cache-Control", "no-store"}};
  return r;
}

}  // namespace

PublicPages::PublicPages(Engine& engine, const wire::Realm& realm,
                         const std::function<Time()>& clock, Metrics& metrics)
    : engine_(engine),
      realm_(realm),
      clock_(clock),
      metrics_(metrics),
      first_page_([this](SharedAnswer::Tell tell) { make_first_page(std::move(tell)); }, kFresh,
                  kPatience) {}

/// What programs ask for keeps its code; whoever came with a browser is told where to go on.
HttpResponse PublicPages::nothing_at(std::string_view path) const {
  for (const char* of_programs : {"/v1/", "/log/", "/day-key/", "/realm", "/metrics"})
    if (path.starts_with(of_programs)) return refusal(Code::unknown);
  if (path.ends_with(".json")) return refusal(Code::unknown);
  HttpResponse r = as_page(render_nothing_here(realm_, clock_()), kHtml);
  r.status = status_of(Code::unknown);
  return r;
}

/// A page that `render` makes of the platform, in the engine's turn.  Err::missing: there is none.
template <class Render>
void PublicPages::page(const std::string& path, const PeerAddress& from, Respond respond,
                       const char* content_type, Render render) {
  engine_.submit(
      [render](platform::Platform& platform) -> Result<std::string> { return render(platform); },
      [this, path, respond = std::move(respond),
       content_type](std::optional<Result<std::string>> text) {
        const bool none = text && !text->ok() && text->error() == Err::missing;
        const Code code = text && text->ok() ? Code::ok : none ? Code::unknown : Code::unavailable;
        metrics_.answered(Route::page, code);
        if (code == Code::unknown) return respond(nothing_at(path));
        respond(code == Code::ok ? as_page(**text, content_type) : refusal(code));
      },
      from);
}

/// Once for all who ask for it meanwhile.
void PublicPages::make_first_page(SharedAnswer::Tell tell) {
  engine_.submit(
      [now = clock_()](platform::Platform& platform) -> Result<std::string> {
        return render_page(TRY(platform.public_view(kNewest)), platform.realm(), now);
      },
      [tell = std::move(tell)](std::optional<Result<std::string>> html) {
        tell(html && html->ok() ? std::optional(std::move(*html).take()) : std::nullopt);
      });
}

void PublicPages::answer(const std::string& target, const PeerAddress& from, Respond respond) {
  const std::string path = target.substr(0, target.find('?'));
  const Time now = clock_();
  if (path == "/")
    return first_page_.ask([respond = std::move(respond)](std::optional<std::string> html) {
      respond(html ? as_page(*html, kHtml) : refusal(Code::unavailable));
    });
  if (path == "/record") {
    const auto query = RecordQuery::parse(
        std::string_view(target).substr(std::min(target.size(), path.size() + 1)));
    return page(path, from, std::move(respond), kHtml,
                [now, query](platform::Platform& platform) -> Result<std::string> {
                  auto found = query.fault.empty()
                                   ? TRY(platform.public_page(query.search(), kRecordPage))
                                   : platform::PublicPage();
                  return render_record(query, found, platform.realm(), now);
                });
  }
  const auto address = EntryAddress::parse(path);
  if (!address) return respond(nothing_at(path));
  page(path, from, std::move(respond), address->as_json ? "application/json" : kHtml,
       [now, at = *address](platform::Platform& platform) -> Result<std::string> {
         const auto entry = TRY(platform.public_entry(at.log, at.index));
         return at.as_json ? entry_json(entry) : render_entry(entry, platform.realm(), now);
       });
}

}  // namespace eq::server
