public import Tensors

/// Why a movie gives no pictures or no sound, or is not written; `name` is the path as the person gave it.
public struct MediaFault: Fault, Equatable {
    public let name: String
    public let problem: Problem

    package init(name: String, problem: Problem) {
        self.name = name
        self.problem = problem
    }

    public enum Problem: Equatable, Sendable {
        case unreadable(FileRefusal)
        case system(message: String)
        case notMedia
        /// What was asked of a movie cannot be had.
        case undecodable(message: String)
        case noPictures
        case noSound
        /// Neither of the two.
        case nothing
        /// Of `count` streams of `what` there is none with this number.
        case noStream(what: String, number: Int, count: Int)
        /// A stream of which nothing could be decoded.
        case nothingDecoded(what: String)
        case noDecoder(codec: String)
        /// `present` says what could be decoded all the same.
        case damaged(message: String, present: String)
        case beyondEnd(from: Double, to: Double, end: Double)
        case emptyPart(from: Double, to: Double)
        /// `part` as it was asked for.
        case cropOutside(part: String, width: Int, height: Int)
        case outOfRange(option: String, value: String, allowed: String)
        case tooLarge(bytes: Double, limit: Int)
        /// The decoder may take `limit` bytes.
        case outOfMemory(limit: Int)
        /// The signal that ended the decoder.
        case crashed(signal: Int32)
        case hung(seconds: Double)
        case noEncoder(message: String)
        case notWritten(message: String)
        case helperMissing(path: String)
        case helperFails(message: String)
    }

    /// Whether the movie has nothing in the part that was asked for.
    public var isEmpty: Bool {
        switch problem {
        case .beyondEnd, .emptyPart: true
        default: false
        }
    }

    public var cause: String {
        let file = "'\(name)'"
        return switch problem {
        case .unreadable(let refusal): refusal.cause(of: name)
        case .system(let message): "\(file) cannot be read: \(message)"
        case .notMedia: "\(file) is no movie or sound, or is too damaged to tell"
        case .undecodable(let message): "\(file) cannot be decoded: \(message)"
        case .noPictures: "\(file) has no pictures"
        case .noSound: "\(file) has no sound"
        case .nothing: "\(file) has neither pictures nor sound"
        case .noStream(let what, let number, let count):
            "\(file) has \(count) stream\(count == 1 ? "" : "s") of \(what), and no number \(number)"
        case .nothingDecoded(let what): "\(file) has \(what), but nothing of it can be decoded"
        case .noDecoder(let codec): "\(file) is in a format that cannot be decoded here: \(codec)"
        case .damaged(let message, let present): "\(file) is damaged: \(message); \(present) could be decoded"
        case .beyondEnd(let from, let to, let end):
            "\(file) has no part \(from.spelled)..\(to.spelled) s: it ends at \(end.spelled) s"
        case .emptyPart(let from, let to): "nothing of \(file) lies in \(from.spelled)..\(to.spelled) s"
        case .cropOutside(let part, let width, let height):
            "the part \(part) lies outside the pictures of \(file), which have \(width) x \(height) pixels"
        case .outOfRange(let option, let value, let allowed): "\(option) is \(value) but must be \(allowed)"
        case .tooLarge(let bytes, let limit):
            "the pictures or the sound of \(file) would take \(megabytes(bytes)) MB or more, and "
                + "\(megabytes(Double(limit))) MB are allowed"
        case .outOfMemory(let limit):
            "\(file) needs more memory than a decoder may take, \(megabytes(Double(limit))) MB"
        case .crashed(let signal): "the decoder ended unexpectedly on \(file)\(signal == 0 ? "" : " (signal \(signal))")"
        case .hung(let seconds): "the decoder gave no sign for \(seconds.spelled) s on \(file) and was stopped"
        case .noEncoder(let message): "\(file) cannot be written in this format: \(message)"
        case .notWritten(let message): "cannot write \(file): \(message)"
        case .helperMissing(let path): "the program for movies or sounds is not there: '\(path)'"
        case .helperFails(let message): "the program for movies or sounds cannot be started: \(message)"
        }
    }

    public var remedy: String? {
        switch problem {
        case .unreadable(let refusal): refusal.remedy
        case .system: "check the disk or the connection to it"
        case .notMedia: "choose a movie (mp4, mov, mkv, webm, avi, mpg) or a sound, or copy the file again"
        case .undecodable: "ask for another size or part, or convert it with the program that made it"
        case .noPictures: "ask for its sound alone"
        case .noSound: "ask for its pictures alone"
        case .nothing: "choose another file"
        case .noStream(_, _, let count): count == 1 ? "leave 'stream' out" : "choose one of 1 to \(count)"
        case .nothingDecoded: "copy the file again"
        case .noDecoder: "convert it to mp4 with the program that made it"
        case .damaged: "copy the file again, or add the flag 'partial' to use what is there"
        case .beyondEnd(_, _, let end): "select a part before \(end.spelled) s"
        case .emptyPart: "choose a longer part"
        case .cropOutside(_, let width, let height): "choose a part inside 0..\(width) x 0..\(height)"
        case .outOfRange: nil
        case .tooLarge: "choose fewer or smaller pictures, or a part of it"
        case .outOfMemory: "convert it to smaller pictures with another program"
        case .crashed, .hung: "the file may be damaged: copy it again, or convert it with the program that made it"
        case .noEncoder: "choose another format"
        case .notWritten: "choose a place that can be written to, and make room there"
        case .helperMissing: "build the program again"
        case .helperFails: "close other programs, and try again"
        }
    }

    public var option: String? {
        switch problem {
        case .cropOutside: "crop"
        case .noStream: "stream"
        case .outOfRange(let option, _, _): option
        default: nil
        }
    }

    private func megabytes(_ bytes: Double) -> String { (bytes / 1e6).rounded().spelled }
}
