extension String {
    /// The text as one line that every font library takes: breaks and control characters as spaces, characters that
    /// Unicode reserves as U+FFFD, and no more of it than a page can show.
    var printable: String {
        var plain = String.UnicodeScalarView()
        for scalar in unicodeScalars.prefix(2000) {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: plain.append(" ")
            default: plain.append(scalar.properties.isNoncharacterCodePoint ? "\u{FFFD}" : scalar)
            }
        }
        return String(plain)
    }

    /// The same text, to be broken behind the strokes that join words in names of files and classes as well.
    var breakable: String {
        var text = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            text.append(scalar)
            if "_-/.,:".unicodeScalars.contains(scalar) { text.append("\u{200B}") }
        }
        return String(text)
    }
}
