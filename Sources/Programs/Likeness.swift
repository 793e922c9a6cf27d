import Foundation
import Plotting
import Tensors

/// How a file that one engine made stands to the file that another makes of the same recipe.
///
/// Nothing but the last digits may differ where no training stands before it; how much that may be is said here, once.
/// Where both say that one engine made their numbers and other versions of libraries drew them, letters and the edges of
/// lines may differ too.
public enum Likeness: Equatable, Sendable {
    /// To the bit.
    case same
    /// `largest difference 3 of 255`
    case within(String)
    case different(String)

    /// Whether both count as one: the same to the bit, or nearly so.
    public var isWithin: Bool { if case .different = self { false } else { true } }

    /// Of two files with the same ending; only `png`, `svg`, `wav` and `safetensors` may differ at all.
    public init(_ a: [UInt8], _ b: [UInt8], ending: String) {
        guard a != b else {
            self = .same
            return
        }
        do {
            let there = FigureOrigin(inside: a, ending: ending), here = FigureOrigin(inside: b, ending: ending)
            let isDrawnElsewhere = if let there, let here { there.isDrawnElsewhere(than: here) } else { false }
            switch ending {
            case "png": self = try Self.pictures(a, b, isDrawnElsewhere: isDrawnElsewhere)
            case "svg" where isDrawnElsewhere: self = try Self.drawingsOfOneFigure(a, b)
            case "svg": self = try Self.drawings(SVGFile(a).withoutMetadata, SVGFile(b).withoutMetadata)
            case "wav": self = Self.sounds(a, b)
            case "safetensors": self = try Self.arrays(a, b)
            default: self = .different("other bytes")
            }
        } catch {
            self = .different("it cannot be compared")
        }
    }

    /// Of two texts that say what came of one program. Where a training stands before them, numbers may differ, but of two
    /// accuracies one lies within the interval that the other states with it: `accuracy 87.5 % (52.9..97.8)`.
    init(text a: String, _ b: String, afterTraining: Bool) {
        guard a != b else {
            self = .same
            return
        }
        guard afterTraining else {
            self = .different("another text")
            return
        }
        let number = /-?\d+(?:\.\d+)?/
        guard a.replacing(number, with: "#") == b.replacing(number, with: "#") else {
            self = .different("other words")
            return
        }
        let accuracy = /(\d+(?:\.\d+)?) % \((\d+(?:\.\d+)?)\.\.(\d+(?:\.\d+)?)\)/
        for (one, other) in zip(a.matches(of: accuracy), b.matches(of: accuracy)) {
            func lies(_ value: Substring, in low: Substring, _ high: Substring) -> Bool {
                (Double(low)!...Double(high)!).contains(Double(value)!)
            }
            guard lies(one.1, in: other.2, other.3) || lies(other.1, in: one.2, one.3) else {
                self = .different("accuracies of \(one.1) and \(other.1) %")
                return
            }
        }
        self = .within("numbers of a training")
    }

    // MARK: Pictures

    /// By how much a channel of a pixel may differ, of 255.
    public static let colours = 8

    /// In how many of the pixels letters and edges may be drawn otherwise, and by how much of 255 all pixels may differ on
    /// average.
    static let letters = (share: 0.04, mean: 2.0)

    private static func pictures(_ a: [UInt8], _ b: [UInt8], isDrawnElsewhere: Bool = false) throws -> Likeness {
        let (one, other) = (try PNGFile.pixels(in: a).pixels, try PNGFile.pixels(in: b).pixels)
        guard one.width == other.width, one.height == other.height else { return .different("another size") }
        var largest = 0
        var (differing, sum) = (0, 0)
        for pixel in stride(from: 0, to: one.rgba.count, by: 4) {
            var difference = 0
            for channel in pixel..<pixel + 4 {
                difference = max(difference, abs(Int(one.rgba[channel]) - Int(other.rgba[channel])))
            }
            largest = max(largest, difference)
            sum += difference
            differing += difference > colours ? 1 : 0
        }
        guard differing > 0 else {
            return .within(largest == 0 ? "the same pixels" : "largest difference \(largest) of 255")
        }
        let all = Double(one.width * one.height)
        let said = "in \((Double(differing) / all * 1000).rounded() / 10) % of its pixels"
        if isDrawnElsewhere, Double(differing) <= letters.share * all, Double(sum) <= letters.mean * all {
            return .within("letters and edges drawn otherwise, \(said)")
        }
        return .different("different \(said) (by up to \(largest) of 255)")
    }

    // MARK: Drawings

    /// By how much a place or a size may differ, in pixels.
    static let places = 0.05

    /// Of one figure that other versions of libraries drew: the size, the words that say what it shows and the pictures in
    /// it have to be the same.
    private static func drawingsOfOneFigure(_ a: [UInt8], _ b: [UInt8]) throws -> Likeness {
        func said(_ file: [UInt8]) -> [Substring] {
            String(decoding: file, as: UTF8.self).matches(of: /viewBox="[^"]*"|<title>[^<]*|<desc>[^<]*/).map(\.output)
        }
        let (one, other) = (Self.pieces(a).pictures, Self.pieces(b).pictures)
        guard said(a) == said(b), !said(a).isEmpty, one.count == other.count else { return .different("another drawing") }
        for (a, b) in zip(one, other) where a != b {
            if case .different(let how) = try pictures(a, b) { return .different("a picture in it is \(how)") }
        }
        return .within("letters and edges drawn otherwise")
    }

    /// The text between numbers has to be the same; pictures inside are compared as pictures.
    private static func drawings(_ a: [UInt8], _ b: [UInt8]) throws -> Likeness {
        let (one, other) = (Self.pieces(a), Self.pieces(b))
        guard one.words == other.words, one.numbers.count == other.numbers.count, one.pictures.count == other.pictures.count
        else { return .different("another drawing") }
        let largest = zip(one.numbers, other.numbers).reduce(0) { max($0, abs($1.0 - $1.1)) }
        guard largest <= places else { return .different("places differ by up to \(largest.spelled(decimals: 2)) px") }
        for (a, b) in zip(one.pictures, other.pictures) where a != b {
            if case .different(let how) = try pictures(a, b) { return .different("a picture in it is \(how)") }
        }
        return .within("places within \(places) px")
    }

    private static func pieces(_ file: [UInt8]) -> (words: [Substring], numbers: [Double], pictures: [[UInt8]]) {
        var pictures: [[UInt8]] = []
        let text = String(decoding: file, as: UTF8.self).replacing(/data:image\/png;base64,([A-Za-z0-9+\/=\s]*)/) { match in
            pictures.append([UInt8](Data(base64Encoded: String(match.1), options: .ignoreUnknownCharacters) ?? Data()))
            return "picture"
        }
        var numbers: [Double] = []
        let words = text.split(separator: /-?\d+(?:\.\d+)?(?:e-?\d+)?/, omittingEmptySubsequences: false)
        for match in text.matches(of: /-?\d+(?:\.\d+)?(?:e-?\d+)?/) { numbers.append(Double(match.output) ?? 0) }
        return (words, numbers, pictures)
    }

    // MARK: Sounds

    /// By how much a sample may differ, of full scale: one step of 16 bits and a little.
    static let samples = 4e-5

    private static func sounds(_ a: [UInt8], _ b: [UInt8]) -> Likeness {
        guard let one = Wave(a), let other = Wave(b), one.head == other.head, one.samples.count == other.samples.count else {
            return .different("another sound")
        }
        let largest = zip(one.samples, other.samples).reduce(0) { max($0, abs($1.0 - $1.1)) }
        return largest <= samples
            ? .within("samples within \(largest.spelled(decimals: 6)) of full scale")
            : .different("samples differ by up to \(largest.spelled(decimals: 4)) of full scale")
    }

    /// The samples of a WAV file as this program writes it, and all that stands before them.
    private struct Wave {
        let head: [UInt8]
        let samples: [Double]

        init?(_ file: [UInt8]) {
            func number(_ at: Int, _ count: Int) -> Int { file[at..<at + count].reversed().reduce(0) { $0 << 8 | Int($1) } }
            var (at, bits, isFloat) = (12, 0, false)
            while at + 8 <= file.count {
                let (name, size) = (file[at..<at + 4], number(at + 4, 4))
                guard at + 8 + size <= file.count else { return nil }
                if name.elementsEqual("fmt ".utf8), size >= 16 {
                    (bits, isFloat) = (number(at + 22, 2), number(at + 8, 2) == 3)
                }
                if name.elementsEqual("data".utf8) {
                    guard [16, 24, 32].contains(bits), (bits == 32) == isFloat else { return nil }
                    head = Array(file[..<at])
                    let width = bits / 8
                    samples = stride(from: at + 8, to: at + 8 + size / width * width, by: width).map { place in
                        let raw = number(place, width)
                        if isFloat { return Double(Float(bitPattern: UInt32(raw))) }
                        let half = 1 << (bits - 1)
                        return Double(raw >= half ? raw - 2 * half : raw) / Double(half)
                    }
                    return
                }
                at += 8 + size + size % 2
            }
            return nil
        }
    }

    // MARK: Arrays

    /// By how much a number may differ, of the largest in its array.
    static let numbers: Float = 1e-4

    private static func arrays(_ a: [UInt8], _ b: [UInt8]) throws -> Likeness {
        let (one, other) = (try SafeTensors(a, name: "one"), try SafeTensors(b, name: "other"))
        guard one.metadata == other.metadata, one.entries.map(\.name) == other.entries.map(\.name) else {
            return .different("other arrays")
        }
        var worst: Float = 0
        for entry in one.entries {
            guard let first = one.tensor(entry.name)?.tensor, let second = other.tensor(entry.name)?.tensor,
                first.shape == second.shape
            else { return .different("'\(entry.name)' has another shape") }
            var (size, difference): (Float, Float) = (0, 0)
            for (x, y) in zip(first.floats, second.floats) {
                // What is no number has to be so in both.
                guard x.isFinite, y.isFinite else {
                    if x == y || (x.isNaN && y.isNaN) { continue }
                    return .different("'\(entry.name)' differs in what is not a number")
                }
                size = max(size, abs(x))
                difference = max(difference, abs(x - y))
            }
            let share = size > 0 ? difference / size : difference
            guard share <= numbers else {
                return .different(
                    "'\(entry.name)' differs by up to \(Double(share).spelled(decimals: 4)) of its largest number")
            }
            worst = max(worst, share)
        }
        return .within("numbers within \(Double(worst).spelled(decimals: 6)) of the largest")
    }
}
