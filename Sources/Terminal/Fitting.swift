import Language

/// The beginning of `text` that fits into `width` cells, with an ellipsis if something is missing.
func truncated(_ text: String, to width: Int) -> String {
    guard displayWidth(text) > width else { return text }
    guard width > 0 else { return "" }
    var kept = "", used = 0
    for character in text {
        let more = displayWidth(character)
        guard used + more <= width - 1 else { break }
        kept.append(character)
        used += more
    }
    return kept + "…"
}

func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - displayWidth(text)))
}
