import Foundation
import Tensors
import Testing

@testable import Plotting

@Suite struct RenderTests {
    @Test func theSameFigureHasTheSameBits() throws {
        let renderer = try Samples.renderer.get()
        let other = try Renderer()
        for (name, figure) in try Samples.all() {
            for output in [PictureFormat.png(width: 800, height: 450), .svg(), .pdf()] {
                let first = try figure.render(output, with: renderer)
                #expect(!first.bytes.isEmpty)
                #expect(try figure.render(output, with: renderer) == first, "\(name)")
                #expect(try figure.render(output, with: other) == first, "\(name)")
            }
        }
    }

    @Test func threadsAtOnceDrawTheSameBits() async throws {
        let renderer = try Samples.renderer.get()
        let figure = try Samples.page()
        let expected = try figure.render(.png(width: 640, height: 360), with: renderer)
        try await withThrowingTaskGroup(of: Rendering.self) { group in
            for _ in 0..<12 {
                group.addTask { try figure.render(.png(width: 640, height: 360), with: renderer) }
            }
            for try await rendering in group { #expect(rendering == expected) }
        }
    }

    @Test func largeAndSmallPagesLookAlike() throws {
        let renderer = try Samples.renderer.get()
        let figure = try Samples.losses()
        let small = try figure.pixels(width: 400, height: 225, with: renderer)
        let large = try figure.pixels(width: 1600, height: 900, with: renderer)
        var difference = 0
        for y in 0..<225 {
            for x in 0..<400 {
                var sum = 0
                for dy in 0..<4 {
                    for dx in 0..<4 { sum += Int(large.rgba[((y * 4 + dy) * 1600 + x * 4 + dx) * 4 + 1]) }
                }
                difference += abs(sum / 16 - Int(small.rgba[(y * 400 + x) * 4 + 1]))
            }
        }
        #expect(Double(difference) / Double(400 * 225) < 2.5)
    }

    @Test func oddTextIsDrawn() throws {
        let renderer = try Samples.renderer.get()
        for text in ["<b>&amp;", "\u{202E}עברית", String(repeating: "ab ", count: 5000), "\u{FFFF}", "👩‍👩‍👧‍👦", "", " "] {
            let figure = try Samples.confusion().titled(text, subtitle: text)
            for output in [PictureFormat.png(width: 200, height: 113), .svg(), .pdf()] {
                #expect(try !figure.render(output, with: renderer).bytes.isEmpty)
            }
        }
    }

    @Test func missingFontsAreAFaultWithARemedy() {
        #expect {
            try Renderer(fontFolders: ["/nowhere/fonts"])
        } throws: { error in
            guard let fault = error as? FontMissing else { return false }
            return fault.cause.contains("/nowhere/fonts") && fault.remedy?.contains("fonts-dejavu-core") == true
        }
    }

    @Test func vectorFilesAreTold() throws {
        let renderer = try Samples.renderer.get()
        let figure = try Samples.losses().titled("Loss & <gain>")
        let svg = String(decoding: try figure.render(.svg(), with: renderer).bytes, as: UTF8.self)
        #expect(svg.contains("<title>Loss &amp; &lt;gain&gt;</title>"))
        #expect(svg.contains("<desc>") && svg.contains("width=\"1600px\"") && svg.hasSuffix("</svg>\n"))
        let pdf = try figure.render(.pdf(), with: renderer).bytes
        #expect(pdf.starts(with: Array("%PDF-".utf8)))
    }

    @Test func numbersInVectorFilesStartAgain() {
        let file = SVGFile(
            Array(##"<g id="surface812"/><use href="#image77"/><image id="image77"/><a b="url(#surface812)"/>"##.utf8))
        let text = String(decoding: file.numbered().bytes, as: UTF8.self)
        #expect(text == ##"<g id="surface1"/><use href="#image1"/><image id="image1"/><a b="url(#surface1)"/>"##)
    }

    @Test func numbersAfterAHyphenStartAgainToo() {
        let file = SVGFile(Array(##"<image id="source-51"/><use href="#source-51"/><image id="source-8"/>"##.utf8))
        let text = String(decoding: file.numbered().bytes, as: UTF8.self)
        #expect(text == ##"<image id="source-1"/><use href="#source-1"/><image id="source-2"/>"##)
    }

    @Test func sidesOfPlotsInAColumnAlign() throws {
        let renderer = try Samples.renderer.get()
        let canvas = try Canvas(sheet: Sheet(pixelsWide: 1600, high: 900, with: renderer))
        var arrangement = Arrangement(of: try Samples.page(), style: Style(theme: .light, scale: 1))
        let rectangles = arrangement.rectangles(in: Rect(x: 50, y: 50, width: 1500, height: 800), on: canvas)
        #expect(rectangles.count == 2)
        #expect(rectangles[0].x == rectangles[1].x && rectangles[0].right == rectangles[1].right)
        #expect(rectangles[0].bottom < rectangles[1].y)
        #expect(arrangement.panels[0].x == arrangement.panels[1].x)
        #expect(!arrangement.panels[0].showsX && arrangement.panels[1].showsX)
    }

    @Test func descriptionsSayWhatIsShown() throws {
        let description = try Samples.spectrogram().description
        #expect(
            description
                == "\"Three ridges\": heat map of 40 rows and 60 columns, frequency 10 to 6430 Hz against time 0 to "
                + "2.98 s, power (dB) −80 to 0.")
        #expect(try Samples.losses().description.contains("2 lines (training, validation), loss 0 to"))
        #expect(try Samples.wave().description.contains("waveform of 2 channels, time 0 to 2 s, amplitude up to"))
        #expect(try Samples.accuracies().description.contains("dog 0.9, rain 0.6, sea 0.75"))
        #expect(try Samples.page().description.hasPrefix("\"Two views\": 2 plots: \"Waveform\": "))
    }
}
