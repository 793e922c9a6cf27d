import Datasets
import Media
import Picture
import Plotting
import Session
import Sound
import Study
import Tensors
import Workplace

extension DatasetValue: Drawable {
    /// How many clips a page shows, and how much of each.
    private static let shown = 12
    private static let longest = 10.0

    /// Mel spectrograms of a few clips: of mistakes the first, each with what it was taken for, else some of every class.
    ///
    /// A file that cannot be decoded has no picture; one that is gone or changed may come back, and a page without it would
    /// stay. Throws `ClipsChanged`, `UnreadableFile`.
    func drawn(_ wishes: DrawingWishes) throws -> Figure {
        try table.checkMedia()
        guard !table.clips.isEmpty || table.judgements != nil else { throw NoClipsToDraw() }
        let media = table.withMedia
        guard media.clips.count == table.clips.count else {
            let count = table.clips.count - media.clips.count
            wishes.context.note("\(count) clip\(count == 1 ? " is" : "s are") features alone and left out")
            return try DatasetValue(media).drawn(wishes)
        }
        let chosen = table.judgements == nil ? oneOfEach : Array(table.clips.indices.prefix(Self.shown))
        try wishes.restore(table.selecting(chosen))
        if table.clips.count == 1, table.clips[0].pictures != nil, table.clips[0].start == nil {
            return try table.clips[0].movie(wishes.context, wishes.shelf).drawn(wishes)
        }
        if !chosen.isEmpty, chosen.allSatisfy({ table.clips[$0].pictures != nil }) { return try film(of: chosen, wishes) }
        var seconds = 0.0
        var cancelling: [String] = []
        let tiles = try chosen.map { index -> Tile in
            let clip = table.clips[index]
            let note = table.judgements.map { "heard as \($0[index].name), \(Self.rounded($0[index].confidence)) %" } ?? ""
            let name = classes(of: clip)
            let path = try clip.checked(in: wishes.context.places, by: wishes.shelf)
            do {
                let signal = try sound(of: clip, at: path, wishes)
                if signal.cancelsInMono { cancelling.append(clip.path) }
                let spectrogram = try signal.mono.sketched(wishes.context.parallel)
                seconds = max(seconds, spectrogram.duration)
                return Tile(spectrogram.tensor, caption: name, note: note)
            } catch let fault as any Fault where !(fault is Interrupted) && !(fault is StoreFault) {
                wishes.context.note("\(fault.cause); its picture stays empty")
                return Tile(nil, caption: name, note: "cannot be read")
            }
        }
        wishes.context.noteCancelling(of: cancelling, among: chosen.count)
        return try .tiles(
            title: wishes.title(else: table.judgements == nil ? "What is in the data set" : "What was misheard"),
            subtitle: wishes.subtitle(
                else: "\(which(chosen)) · time to the right, up to \(spelled(seconds: seconds)) · mel frequency upwards"),
            tiles, range: -80...0, valueLabel: "Level (dB)", shape: 2, firstRowOnTop: false)
    }

    /// `12 of 400 clips`
    private func which(_ chosen: [Int]) -> String {
        let total = table.clips.count
        guard total > chosen.count else { return "\(total) clip\(total == 1 ? "" : "s")" }
        return table.judgements == nil ? "\(chosen.count) of \(total) clips" : "the first \(chosen.count) of \(total) clips"
    }

    /// The picture in the middle of each of a few movies, with its class and what it was taken for; one that cannot be
    /// decoded is left out.
    private func film(of chosen: [Int], _ wishes: DrawingWishes) throws -> Figure {
        let stills = try chosen.compactMap { index -> Still? in
            let clip = table.clips[index]
            var caption = classes(of: clip)
            if let judgements = table.judgements { caption += ", taken for \(judgements[index].name)" }
            let source = try clip.movie(wishes.context, wishes.shelf)
            do {
                guard let pictures = source.movie.pictures else { return nil }
                var still = try source.seen(1, of: pictures, wishes).0.stills(wishes.context.parallel, atMost: 480).first
                still?.caption = caption
                return still
            } catch let fault as MediaFault {
                wishes.context.note("\(fault.cause); it is left out")
                return nil
            }
        }
        return try .pictures(
            title: wishes.title(else: table.judgements == nil ? "What is in the data set" : "What was mistaken"),
            subtitle: wishes.subtitle(else: "\(which(chosen)) · the picture in the middle of each"), stills)
    }

    /// The first clip of each class, then the second of each, as many as a page shows; class by class.
    private var oneOfEach: [Int] {
        var seen: [Int?: Int] = [:]
        let turns = table.clips.map { clip in
            seen[clip.label, default: 0] += 1
            return seen[clip.label]!
        }
        let first = table.clips.indices.sorted { (turns[$0], $0) < (turns[$1], $1) }.prefix(Self.shown)
        return first.sorted { (place(of: $0), $0) < (place(of: $1), $1) }
    }

    /// That of its class; clips without one come last.
    private func place(of clip: Int) -> Int { table.clips[clip].label ?? table.classes.count }

    private func classes(of clip: Clip) -> String { clip.allLabels.map { table.classes[$0] }.joined(separator: ", ") }

    /// `0.874` as `87`: what the column of confidences says, rounded.
    private static func rounded(_ confidence: Double) -> String {
        let percent = percents(confidence)
        return Double(percent).flatMap { Int(exactly: $0.rounded()) }.map(String.init) ?? percent
    }

    /// The clip's first seconds.
    private func sound(of clip: Clip, at path: String, _ wishes: DrawingWishes) throws -> Signal {
        let start = clip.start ?? 0
        let part = clip.seconds > Self.longest ? start..<start + Self.longest : clip.part
        return try AnySound.read(path, shownAs: clip.path, part: part, pool: wishes.context.movies)
    }
}

/// A data set of which nothing is here.
struct NoClipsToDraw: Fault {
    var cause: String { "the data set has no clips" }
    var remedy: String? { "its field 'unreadable' says what is missing" }
}
