public import Media
public import Tensors

/// Why a file gives no sound; `name` is the path as the person gave it.
public struct SoundFileFault: Fault, Equatable {
    public let name: String
    public let problem: Problem

    package init(name: String, problem: Problem) {
        self.name = name
        self.problem = problem
    }

    public enum Problem: Equatable, Sendable {
        case unreadable(FileRefusal)
        case noSamples
        /// What it is instead; `unknown` where its bytes do not say.
        case notSound(FileContent)
        case damaged(message: String)
        /// `promised` is nil where the format does not say how long the sound is, but that it goes on.
        case truncated(present: Int, promised: Int?, rate: Double)
        case undecodable(sample: Int, rate: Double, message: String)
        /// Its header was never filled in: it counts no samples, and so many bytes of them are there.
        case unfinished(bytes: Int)
        case notFinite(channel: Int, second: Double, value: String)
        case absurd(what: String)
        case noChannel(Int, of: Int)
        case beyondEnd(from: String, to: String, end: String)
        case tooLong(seconds: Double, bytes: Double, limit: Int)
    }

    public var cause: String {
        let file = "'\(name)'"
        return switch problem {
        case .unreadable(let refusal): refusal.cause(of: name)
        case .noSamples: "\(file) is a sound file without a single sample"
        case .notSound(let content): "\(file) is not a sound file" + (content.looks.map { ": it looks like \($0)" } ?? "")
        case .damaged(let message): "\(file) is damaged: \(message)"
        case .truncated(let present, let promised?, _):
            "\(file) is cut short: \(present) of \(promised) samples are there"
        case .truncated(let present, nil, let rate):
            "\(file) is cut short: it breaks off after \(present) samples, at \((Double(present) / rate).spelled) s"
        case .undecodable(let sample, let rate, let message):
            "\(file) cannot be decoded beyond sample \(sample), at \((Double(sample) / rate).spelled) s: \(message)"
        case .unfinished(let bytes):
            "\(file) was never finished: its header counts no samples, and \(bytes) bytes of them are there"
        case .notFinite(let channel, let second, let value):
            "\(file) holds \(value) instead of a number at \(second.spelled) s in channel \(channel)"
        case .absurd(let what): "\(file) claims \(what)"
        case .noChannel(let number, let count): "\(file) has no channel \(number): it has \(count)"
        case .beyondEnd(let from, let to, let end): "\(file) has no part \(from)..\(to): it ends at \(end)"
        case .tooLong(let seconds, let bytes, let limit):
            "\(file) lasts \(seconds.spelled) s and would take \(megabytes(bytes)) MB, more than the "
                + "\(megabytes(Double(limit))) MB allowed"
        }
    }

    public var remedy: String? {
        switch problem {
        case .unreadable(let refusal): refusal.remedy
        case .noSamples: "record or copy it again"
        case .notSound(.streams): "save its sound as wav, flac, ogg, opus or mp3"
        case .notSound: "choose a sound file: wav, aiff, flac, ogg, opus, mp3 or another that libsndfile reads"
        case .damaged: "copy the file again, or convert it with the program that made it"
        case .truncated(let present, _, _), .undecodable(let present, _, _):
            present > 0 ? "copy the file again, or add the flag 'partial' to load what is there" : "copy the file again"
        case .unfinished: "record or copy it again, or add the flag 'partial' to load what is there"
        case .notFinite(_, let second, _): "select a part of the file before \(second.spelled) s, or write it again"
        case .absurd: "copy the file again: its header is damaged"
        case .noChannel(_, let count):
            count == 1 ? "leave the channel out: the file is mono" : "choose a channel from 1 to \(count)"
        case .beyondEnd(_, _, let end): "select a part before \(end)"
        case .tooLong: "select a part of it"
        }
    }

    public var option: String? {
        if case .noChannel = problem { "channel" } else { nil }
    }

    private func megabytes(_ bytes: Double) -> String { (bytes / 1e6).rounded().spelled }
}
