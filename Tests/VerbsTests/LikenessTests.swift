import Foundation
import Plotting
import Sound
import Tensors
import Testing

@testable import Programs
@testable import Study
@testable import Verbs
@testable import Workplace

/// The rules by which files of two engines are compared.
@Suite struct LikenessTests {
    private func picture(_ change: Int) throws -> [UInt8] {
        var rgba = [UInt8](repeating: 255, count: 4 * 20 * 10)
        rgba[4] = UInt8(100 + change)
        return try PNGFile.bytes(of: Pixels(width: 20, height: 10, rgba: rgba), dpi: 72, text: ["Foley": "\(change)"])
    }

    @Test func picturesByTheirColours() throws {
        let one = try picture(0)
        #expect(Likeness(one, one, ending: "png") == .same)
        #expect(try Likeness(one, picture(8), ending: "png") == .within("largest difference 8 of 255"))
        #expect(
            try Likeness(one, picture(9), ending: "png") == .different("different in 0.5 % of its pixels (by up to 9 of 255)"))
        #expect(Likeness(one, [1, 2], ending: "png") == .different("it cannot be compared"))
    }

    /// One figure of one engine's numbers, drawn by two versions of Pango.
    @Test func lettersOfOtherLibraries() throws {
        func origin(pango: String, kernels: String = "2", source: String = "plot x") throws -> String {
            let origin = """
                {"source": "\(source)", "inputs": {}, "width": 800, "levels": {"names": ["avx2"]}, "engine":
                {"level": "avx2", "versions": {"Pango": "\(pango)", "cairo": "1.16.0", "kernels": "\(kernels)"}}}
                """
            return try FigureOrigin(text: origin, path: "a").text
        }
        func figure(_ differing: Int, _ text: String) throws -> [UInt8] {
            var rgba = [UInt8](repeating: 255, count: 4 * 100 * 100)
            for pixel in 0..<differing { rgba[4 * pixel] = 205 }
            return try PNGFile.bytes(of: Pixels(width: 100, height: 100, rgba: rgba), dpi: 72, text: ["Foley": text])
        }
        let there = try figure(0, origin(pango: "1.50.12"))
        let here = try Likeness(there, figure(390, origin(pango: "1.56.3")), ending: "png")
        #expect(here == .within("letters and edges drawn otherwise, in 3.9 % of its pixels"))
        #expect(try !Likeness(there, figure(410, origin(pango: "1.56.3")), ending: "png").isWithin)
        // Other kernels, another recipe, or the very same libraries: then it is not the letters.
        #expect(try !Likeness(there, figure(390, origin(pango: "1.56.3", kernels: "3")), ending: "png").isWithin)
        #expect(try !Likeness(there, figure(390, origin(pango: "1.56.3", source: "plot y")), ending: "png").isWithin)
        #expect(try !Likeness(there, figure(390, origin(pango: "1.50.12") + " "), ending: "png").isWithin)

        func drawing(_ pango: String, _ glyph: String, says: String) throws -> [UInt8] {
            Array(
                "<svg viewBox=\"0 0 9 9\"><desc>\(says)</desc><metadata id=\"foley\">\(try origin(pango: pango))</metadata>\(glyph)</svg>"
                    .utf8)
        }
        let old = try drawing("1.50.12", "<symbol><path d=\"M 1 2\"/></symbol>", says: "a curve")
        #expect(try Likeness(old, drawing("1.56.3", "<g><path d=\"M 1 2.5\"/></g>", says: "a curve"), ending: "svg").isWithin)
        #expect(try !Likeness(old, drawing("1.56.3", "<g/>", says: "another"), ending: "svg").isWithin)
        #expect(
            try !Likeness(old, drawing("1.50.12", "<g><path d=\"M 1 2.5\"/></g>", says: "a curve") + [32], ending: "svg").isWithin
        )
    }

    @Test func drawingsByTheirPlaces() throws {
        func drawing(_ x: String, _ more: String = "", picture: [UInt8]? = nil) -> [UInt8] {
            let image = picture.map { "<image href=\"data:image/png;base64,\(Data($0).base64EncodedString())\"/>" } ?? ""
            return Array(
                "<svg width=\"16\"><metadata id=\"foley\">\(x)</metadata><path d=\"M \(x) -2.5e-3\"/>\(image)\(more)</svg>".utf8)
        }
        #expect(Likeness(drawing("1.52"), drawing("1.56"), ending: "svg").isWithin)
        #expect(!Likeness(drawing("1.52"), drawing("1.58"), ending: "svg").isWithin)
        #expect(!Likeness(drawing("1.52"), drawing("1.52", "<g/>"), ending: "svg").isWithin)
        #expect(try Likeness(drawing("1", picture: picture(0)), drawing("1", picture: picture(5)), ending: "svg").isWithin)
        #expect(try !Likeness(drawing("1", picture: picture(0)), drawing("1", picture: picture(50)), ending: "svg").isWithin)
    }

    @Test(arguments: [SoundFormat.wav16, .wav24, .wavFloat]) func soundsByTheirSamples(_ format: SoundFormat) throws {
        func sound(_ last: Float, rate: Double = 8000) throws -> [UInt8] {
            try Signal(Tensor([1, 4], [0.25, -0.5, 0, last]), rate: rate).encoded(as: format).bytes
        }
        #expect(try Likeness(sound(0.1), sound(0.10003), ending: "wav").isWithin)
        #expect(try !Likeness(sound(0.1), sound(0.1002), ending: "wav").isWithin)
        #expect(try !Likeness(sound(0.1), sound(0.1, rate: 16000), ending: "wav").isWithin)
        #expect(try !Likeness(sound(0.1), Array(sound(0.1).dropLast(2)), ending: "wav").isWithin)
    }

    @Test func arraysByTheirLargestNumbers() throws {
        func file(_ numbers: [Float], name: String = "a") throws -> [UInt8] {
            try SafeTensorsWriter(tensors: [(name, Tensor([numbers.count], numbers))]).fileBytes
        }
        let one = try file([100, 1, .nan])
        #expect(try Likeness(one, file([100, 1.009, .nan]), ending: "safetensors").isWithin)
        #expect(try !Likeness(one, file([100, 1.02, .nan]), ending: "safetensors").isWithin)
        #expect(try !Likeness(one, file([100, 1, 0]), ending: "safetensors").isWithin)
        #expect(try !Likeness(one, file([100, .infinity, .nan]), ending: "safetensors").isWithin)
        #expect(try !Likeness(one, file([100, 1], name: "a"), ending: "safetensors").isWithin)
        #expect(try !Likeness(one, file([100, 1, .nan], name: "b"), ending: "safetensors").isWithin)
        // Of other files nothing may differ.
        #expect(!Likeness([1], [2], ending: "csv").isWithin)
    }

    @Test func textsByTheirIntervals() {
        let told = "accuracy 100.0 % (67.6..100.0) · balanced 100.0 % · 8 clips"
        let near = "accuracy 87.5 % (52.9..97.8) · balanced 87.5 % · 8 clips"
        #expect(Likeness(text: told, told, afterTraining: false) == .same)
        #expect(!Likeness(text: told, near, afterTraining: false).isWithin)
        #expect(Likeness(text: told, near, afterTraining: true).isWithin)
        // Five of eight is another ear.
        let far = "accuracy 62.5 % (30.6..86.3) · balanced 62.5 % · 8 clips"
        #expect(!Likeness(text: told, far, afterTraining: true).isWithin)
        #expect(!Likeness(text: told, "accuracy 98.0 % (67.0..100.0)", afterTraining: true).isWithin)
    }
}
