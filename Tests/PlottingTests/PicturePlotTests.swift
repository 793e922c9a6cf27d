import Foundation
import Tensors
import Testing

@testable import Plotting

/// Pictures in figures.
@Suite struct PicturePlotTests {
    private let renderer: Renderer

    init() throws { renderer = try Samples.renderer.get() }

    private func still(_ bytes: [UInt8], height: Int, width: Int, channels: Int, weights: Tensor? = nil) -> Still {
        bytes.withUnsafeBufferPointer { Still(bytes: $0, height: height, width: width, channels: channels, weights: weights) }
    }

    /// How often each colour occurs on the page.
    private func colours(_ figure: Figure) throws -> [UInt32: Int] {
        let pixels = try figure.pixels(width: 800, height: 450, with: renderer)
        var counts: [UInt32: Int] = [:]
        for i in stride(from: 0, to: pixels.rgba.count, by: 4) {
            let parts = pixels.rgba[i..<i + 3].map(UInt32.init)
            counts[parts[0] << 16 | parts[1] << 8 | parts[2], default: 0] += 1
        }
        return counts
    }

    @Test func pixelsKeepTheirColoursAndSharpEdges() throws {
        let figure = try Figure.pictures(
            title: "", [still([255, 0, 0, 0, 255, 0, 0, 0, 255, 16, 32, 64], height: 2, width: 2, channels: 3)])
        let found = try colours(figure)
        let four = [0xFF0000, 0x00FF00, 0x0000FF, 0x102040].map { found[UInt32($0)] ?? 0 }
        #expect(four.allSatisfy { $0 == four[0] && $0 > 20_000 })
        // The page and the line around the picture, and nothing mixed in between.
        #expect(found.count == 6)
    }

    @Test func aLargePictureIsAveraged() throws {
        let stripes = (0..<1200 * 1200).map { UInt8($0 % 2 == 0 ? 0 : 200) }
        let found = try colours(try .pictures(title: "", [still(stripes, height: 1200, width: 1200, channels: 1)]))
        let grey = found.filter { (0x50...0x78).contains($0.key & 255) && $0.key & 255 == $0.key >> 16 }.values.reduce(0, +)
        #expect(grey > 99_000)
    }

    @Test func whatCountsIsOrangeAndTheRestGrey() throws {
        let weights = Tensor([1, 2], [0, 5])
        let figure = try Figure.pictures(
            title: "", [still(Array(repeating: 90, count: 12), height: 2, width: 2, channels: 3, weights: weights)])
        let found = try colours(figure)
        #expect(found[0x5A5A5A] ?? 0 > 20_000)
        let orange = found.filter { ($0.key >> 16) > 180 && ($0.key & 255) < 90 && ($0.key >> 8 & 255) < 200 }.values.reduce(0, +)
        #expect(orange > 20_000)
        #expect(figure.description.contains("in grey under what counts in them, in orange"))
    }

    @Test func figuresSayWhatTheyShow() throws {
        #expect(
            try PictureSamples.strip(3).description
                == "\"A disc moves\": 3 pictures of 80 x 60 pixels: 0.00 s, 0.30 s, 0.60 s.")
        let clock = try PictureSamples.clock().description
        #expect(clock.contains("film strip of 8 pictures, time 0 to 3 s"))
        #expect(clock.contains("6 spans: bin 0.2 to 0.55 s, blue 0.55 to 1 s"))
        #expect(try PictureSamples.heard().description.contains("10 x 15 weights up to 3, in orange"))
    }

    @Test func vectorFilesHoldThePictures() throws {
        let svg = String(decoding: try PictureSamples.clock().render(.svg(), with: renderer).bytes, as: UTF8.self)
        // Eight of the strip, the spectrogram and the bar of its colours.
        #expect(svg.components(separatedBy: "<image ").count - 1 == 10)
        #expect(svg.contains("data:image/png;base64,") && svg.contains("film strip of 8 pictures"))
        let pdf = try PictureSamples.clock().render(.pdf(), with: renderer).bytes
        #expect(String(decoding: pdf, as: UTF8.self).components(separatedBy: "/Subtype /Image").count - 1 >= 10)
    }

    @Test func theNumberOfPicturesFillsThePage() {
        #expect(Figure.bestPictureCount(among: 8...12, shape: 5.0 / 4) == 8)
        #expect(Figure.bestPictureCount(among: 8...12, shape: 16.0 / 9) == 12)
        #expect(Figure.bestPictureCount(among: 1...1, shape: 1) == 1)
    }

    @Test func oddPicturesAreDrawn() throws {
        let dot = still([7], height: 1, width: 1, channels: 1)
        let line = still(Array(repeating: 200, count: 900), height: 1, width: 300, channels: 3)
        let tall = still(Array(repeating: 20, count: 5000), height: 5000, width: 1, channels: 1)
        let bare = still([1, 2], height: 1, width: 2, channels: 1, weights: Tensor([1, 2], [.nan, -.infinity]))
        let flat = still([1, 2], height: 1, width: 2, channels: 1, weights: Tensor([2, 1], [0, 0]))
        for stills in [[], [dot], [line], [tall], [dot, line, tall], [bare], [flat], [bare, dot]] {
            let figure = try Figure.pictures(title: "Odd", stills)
            for size in [(800, 450), (64, 36)] {
                #expect(try figure.pixels(width: size.0, height: size.1, with: renderer).width == size.0)
            }
        }
        for times in [[0, 0], [-1, 9], [5, 1], [Double.greatestFiniteMagnitude, -1e300]] {
            let figure = try Figure.filmStrip(title: "", [dot, line], at: times, during: 0...3)
            #expect(try figure.pixels(width: 400, height: 225, with: renderer).width == 400)
        }
        let spans = [
            ("x", 3.0, 1.0), ("", 0, 1), ("a long name of a short thing", 0.1, 0.11), ("far", -1e300, 1e300), ("gone", .nan, 1),
        ]
        #expect(try Figure.spans(title: "", spans, during: 0...0).pixels(width: 400, height: 225, with: renderer).width == 400)
        #expect(throws: UnplottableData.self) { try Figure.filmStrip(title: "", [dot], at: [], during: 0...1) }
        #expect(throws: UnplottableData.self) { try Figure.maps(title: "", Tensor([4, 4], Array(repeating: 0, count: 16))) }
        #expect(throws: UnplottableData.self) {
            try Figure.pictures(title: "", Array(repeating: dot, count: 257))
        }
        #expect(try Figure.maps(title: "", Tensor([0, 3, 3], [])).pixels(width: 80, height: 45, with: renderer).width == 80)
    }
}
