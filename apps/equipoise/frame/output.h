// What a command says: text for people, or one JSON object for programs.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace eq::app {

/// Print one JSON object (with --json; in ASCII, so that a terminal shows what a program reads) or
/// the text.  The text passes harmless(); a text of several lines that another party wrote went
/// through shown_block() before.
void print(bool json, const nlohmann::ordered_json& object, const std::string& text);

/// Columns of the terminal; 0 if the output goes elsewhere.
std::size_t screen_columns();

}  // namespace eq::app
