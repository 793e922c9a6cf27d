internal import Media
internal import Tensors

/// An open sound file that is decoded from front to back. All counts are of samples per channel.
protocol SoundDecoder: AnyObject {
    var channels: Int { get }
    var rate: Int { get }
    /// How many samples there are; nil where only decoding tells.
    var samples: Int? { get }
    /// How many samples a whole file may end before `samples`.
    var slack: Int { get }
    /// How many samples the file would have if it did not end early, as far as its decoder knows; nil of a whole one.
    var promised: Promise? { get }
    /// The format in words, such as `WAV (Microsoft), Signed 16 bit PCM`.
    var formatName: String { get }
    /// The decoder's complaint, if there is one.
    var complaint: String? { get }

    /// Gets ready for the samples in `range`; returns the one that is read next, which is that range's first or comes before.
    func begin(_ range: Range<Int>) throws -> Int
    /// Up to `count` samples of every channel, interleaved; fewer at the end or at an error.
    func read(_ buffer: UnsafeMutablePointer<Float>, count: Int) throws -> Int
}

/// What a file that ends early says of its whole length.
enum Promise: Equatable {
    case samples(Int)
    /// That it goes on.
    case more
}

extension SoundDecoder {
    var slack: Int { 0 }
    var promised: Promise? { nil }
}

/// What a library says of a file that it does not open.
struct DecoderRefusal: Error {
    let message: String
    /// Whether it is no format that the library knows.
    let isUnknown: Bool

    init(message: String, isUnknown: Bool) {
        self.message = Self.plain(message)
        self.isUnknown = isUnknown
    }

    /// A library's sentence as a part of ours: the texts read "Error : something." or "Something.".
    static func plain(_ text: String) -> String {
        var text = text
        for prefix in ["Error : ", "Error: "] where text.hasPrefix(prefix) { text.removeFirst(prefix.count) }
        while text.last == "." || text.last == " " { text.removeLast() }
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}

/// A sound file that is decoded in a process of its own.
final class DistantDecoder: SoundDecoder {
    private let facts: HeardSound.Facts
    private let file: RegularFile
    private let name: String
    private let pool: MediaPool
    private var stream: HeardSound?
    /// The sample that is read next, and what has come from it on.
    private var position = 0
    private var held = UnsafeBufferPointer<Float>(start: nil, count: 0)
    private(set) var complaint: String?

    /// - isWanted: whether all of it is read at once.
    /// - Throws: `DecoderRefusal`, `MediaFault`.
    init(_ file: RegularFile, name: String, isWanted: Bool, pool: MediaPool) throws {
        (self.file, self.name, self.pool) = (file, name, pool)
        do {
            if isWanted {
                let stream = try HeardSound(file, 0..<Int.max, name: name, pool: pool)
                facts = stream.facts
                self.stream = stream
            } else {
                facts = try HeardSound.measure(file, name: name, pool: pool)
            }
        } catch let refusal as HeardSound.Refusal {
            throw DecoderRefusal(message: refusal.message, isUnknown: refusal.isUnknown)
        }
    }

    var channels: Int { facts.channels }
    var rate: Int { facts.rate }
    var samples: Int? { facts.samples }
    var slack: Int { facts.slack }
    var promised: Promise? { facts.isCut ? facts.promised.map { .samples($0) } ?? .more : nil }
    var formatName: String { facts.format }

    func begin(_ range: Range<Int>) throws -> Int {
        if stream == nil || position != range.lowerBound {
            held = UnsafeBufferPointer(start: nil, count: 0)
            stream = nil
            stream = try HeardSound(file, range, name: name, pool: pool)
            position = range.lowerBound
        }
        return position
    }

    func read(_ buffer: UnsafeMutablePointer<Float>, count: Int) throws -> Int {
        if stream == nil { _ = try begin(0..<Int.max) }
        var done = 0
        while done < count {
            if held.isEmpty {
                guard let more = try stream!.next() else {
                    complaint = stream!.complaint.map(DecoderRefusal.plain)
                    break
                }
                held = more
            }
            let taken = min(count - done, held.count / channels)
            (buffer + done * channels).update(from: held.baseAddress!, count: taken * channels)
            held = UnsafeBufferPointer(rebasing: held[(taken * channels)...])
            done += taken
        }
        position += done
        return done
    }
}
