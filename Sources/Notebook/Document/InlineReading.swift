/// Collects a paragraph's inlines while emphasis, links and images open and close around them.
struct InlineReading {
    private(set) var inlines: [Inline] = []
    var emphasis = 0
    var strong = 0
    var struck = 0
    private var links = 0
    /// The text of the link being read, to see whether it is its own address.
    private var linkText = ""
    private var images = 0
    private var description = ""

    mutating func add(_ text: String, also trait: Traits = []) {
        if links > 0 { linkText += text }
        if images > 0 {
            description += text
        } else {
            inlines.append(.text(text, traits.union(trait)))
        }
    }

    mutating func breakLine() {
        if images > 0 { description += " " } else { inlines.append(.lineBreak) }
    }

    mutating func beginLink() {
        links += 1
        linkText = ""
    }

    mutating func endLink(to address: String) {
        links -= 1
        let isItsOwnAddress = ["", "mailto:", "https://", "http://"].contains { $0 + linkText == address }
        if images == 0, !address.isEmpty, !isItsOwnAddress { inlines.append(.target(address)) }
    }

    mutating func beginImage() {
        if images == 0 { description = "" }
        images += 1
    }

    mutating func endImage(path: String) {
        images -= 1
        if images == 0 { inlines.append(.image(description: description, path: path)) }
    }

    private var traits: Traits {
        var traits: Traits = []
        if emphasis > 0 { traits.insert(.emphasis) }
        if strong > 0 { traits.insert(.strong) }
        if struck > 0 { traits.insert(.struck) }
        if links > 0 { traits.insert(.link) }
        return traits
    }
}
