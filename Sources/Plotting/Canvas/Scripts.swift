extension Unicode.Scalar {
    /// The language in whose forms a text with this character is written; nil of one that says nothing of it, as the signs do
    /// that Chinese, Japanese and Korean share.
    var language: String? {
        switch value {
        case 0x3040...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF9F: "ja"
        case 0x1100...0x11FF, 0x3130...0x318F, 0xA960...0xA97F, 0xAC00...0xD7FF: "ko"
        case 0x3105...0x312F: "zh-tw"
        default: nil
        }
    }

    /// Whether it belongs to the writing of Chinese, Japanese or Korean.
    private var isEastAsian: Bool {
        if language != nil || properties.isIdeographic { return true }
        return switch value {
        case 0x2E80...0x33FF, 0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF00...0xFFEF, 0x1F200...0x1F2FF: true
        default: false
        }
    }

    /// The Debian package of a font that has it.
    var fontPackage: String {
        if isEastAsian { return "fonts-noto-cjk" }
        return properties.isEmoji || properties.isEmojiModifier ? "fonts-noto-color-emoji" : "fonts-noto-core"
    }
}
