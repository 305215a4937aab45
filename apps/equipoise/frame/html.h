// Self-contained pages: one file, nothing loaded, no script, strangers' text as text.
#pragma once

#include <string>

#include "eq/base/html.h"

namespace eq::app {

/// @param style, body  our own; whatever a stranger wrote went through html_text()
inline std::string html_page(std::string_view title, std::string_view style,
                             std::string_view body) {
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
         "'unsafe-inline'\">\n"
         "<meta name=\"viewport\" content=\"width=device-width\">\n<title>" +
         html_text(title) + "</title>\n<style>" + std::string(style) +
         "</style>\n</head>\n<body>\n" + std::string(body) + "</body>\n</html>\n";
}

}  // namespace eq::app
