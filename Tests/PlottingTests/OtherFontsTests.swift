import Foundation
import Testing

@testable import Plotting

/// Characters that DejaVu Sans lacks: drawn where another font has them, else as boxes.
@Suite struct OtherFontsTests {
    private static func figure() throws -> Figure {
        try Samples.losses().titled("Ein Hund 🐕", subtitle: "犬が\n吠える\u{0}")
    }

    @Test func unknownCharactersAreDrawnAsBoxesAndReported() throws {
        let renderer = try Renderer(asksSystem: false)
        let rendering = try Self.figure().render(.png(width: 400, height: 225), with: renderer)
        #expect(rendering.lettering.unknownGlyphs == ["Ein Hund 🐕", "犬が\n吠える\u{0}"])
        #expect(rendering.lettering.unknownCharacters == ["え", "が", "る", "吠", "犬", "🐕"])
        #expect(rendering.lettering.otherFonts == [])
        #expect(
            rendering.warning
                == "characters that no font here has are drawn as boxes, in \"Ein Hund 🐕\" and 1 more: "
                + "apt-get install fonts-noto-cjk fonts-noto-color-emoji, and draw it again")
    }

    @Test func usualTextsAskForNoOtherFont() throws {
        let figure = try Samples.losses().titled("Größe · naïve Ελλάδα Дом שלום")
        let alone = try figure.render(.png(width: 400, height: 225), with: Renderer(asksSystem: false))
        let among = try figure.render(.png(width: 400, height: 225), with: Samples.renderer.get())
        #expect(alone == among)
        #expect(alone.lettering.isUsual && alone.warning == nil)
    }

    @Test(arguments: [
        ("犬の鳴き声", "fonts-noto-cjk"), ("개 짖는 소리", "fonts-noto-cjk"), ("空调外机", "fonts-noto-cjk"), ("ㄅㄆ", "fonts-noto-cjk"),
        ("🐕", "fonts-noto-color-emoji"), ("👩🏽‍🚒", "fonts-noto-color-emoji"), ("कुत्ता", "fonts-noto-core"),
    ])
    func theNoteSaysWhatToInstall(text: String, package: String) throws {
        let figure = try Samples.losses().titled(text)
        let warning = try #require(try figure.render(.png(width: 400, height: 225), with: Renderer(asksSystem: false)).warning)
        #expect(warning.hasSuffix(": apt-get install \(package), and draw it again"), "\(warning)")
    }

    @Test(.enabled(if: OtherFontsTests.hasChinese))
    func anotherFontDrawsAndIsNamed() throws {
        let figure = try Samples.losses().titled("空调外机")
        let rendering = try figure.render(.png(width: 400, height: 225), with: Samples.renderer.get())
        #expect(rendering.lettering.unknownGlyphs == [] && rendering.warning == nil)
        #expect(!rendering.lettering.otherFonts.isEmpty)
        #expect(rendering.lettering.otherFonts.allSatisfy { !$0.contains("DejaVu") })
        let boxes = try figure.render(.png(width: 400, height: 225), with: Renderer(asksSystem: false))
        #expect(boxes.bytes != rendering.bytes)
        #expect(try figure.render(.png(width: 400, height: 225), with: Renderer()) == rendering)
    }

    /// Whether the system has a font for Chinese.
    private static var hasChinese: Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/fc-list")
        process.arguments = [":lang=zh"]
        let output = Pipe()
        process.standardOutput = output
        do { try process.run() } catch { return false }
        return !output.fileHandleForReading.readDataToEndOfFile().isEmpty
    }
}
