import Foundation
import Media
import Picture
import Plotting
import Programs
import Sound
import Tensors
import Workplace

extension FramesValue: Drawable {
    /// A film strip: pictures evenly spaced, with their times.
    func drawn(_ wishes: DrawingWishes) throws -> Figure {
        let usual =
            frames.count <= FilmPage.usual.upperBound
            ? frames.count : FilmPage.count(width: frames.width, height: frames.height)
        let count = min(wishes.pictures ?? usual, frames.count)
        let chosen = FilmPage.spaced(count, of: frames.count)
        let which = count < frames.count ? "\(count) of \(frames.count) pictures" : "\(count) picture\(count == 1 ? "" : "s")"
        let length = frames.count > 1 ? " · \(spelled(seconds: frames.duration))" : ""
        return try .pictures(
            title: wishes.title, subtitle: wishes.subtitle(else: which + length),
            try frames.selecting(chosen).stills(wishes.context.parallel, atMost: count > 12 ? 320 : 640))
    }
}

/// How many pictures a page of a movie shows, and which.
enum FilmPage {
    /// Side by side above a spectrogram.
    static let onClock = 8
    /// As a page of their own, where there are more.
    static let usual = 8...12
    /// On a contact sheet.
    static let onSheet = 48

    /// So many that they fill the page.
    static func count(width: Int, height: Int) -> Int {
        Figure.bestPictureCount(among: usual, shape: Double(width) / Double(height))
    }

    /// The numbers of `count` of `total` pictures: each in the middle of one of so many equal parts.
    static func spaced(_ count: Int, of total: Int) -> [Int] { (0..<count).map { (2 * $0 + 1) * total / (2 * count) } }
}

extension MovieValue: Drawable {
    func drawn(_ wishes: DrawingWishes) throws -> Figure {
        try source(wishes.context, wishes.shelf).drawn(wishes)
    }
}

extension MovieSource {
    /// A film strip over a mel spectrogram on one clock, and between them what is spoken; of a silent movie a film strip, of
    /// one without pictures a spectrogram.
    func drawn(_ wishes: DrawingWishes) throws -> Figure {
        guard let pictures = movie.pictures else {
            guard movie.sound != nil else { throw NothingToMeasure(cause: "'\(name)' has neither pictures nor sound") }
            return try heard(in: stretch ?? 0..<movie.sound(mono: true, partial: true).duration, wishes)
                .titled(wishes.title, subtitle: wishes.subtitle)
        }
        guard movie.sound != nil || !words.isEmpty else { return try film(pictures, wishes) }
        let (frames, stretch) = try seen(wishes.pictures ?? FilmPage.onClock, of: pictures, wishes)
        let ends = stretch.lowerBound...stretch.upperBound
        let stills = try frames.stills(wishes.context.parallel, atMost: 480)
        var rows = [try Figure.filmStrip(title: "", stills, at: frames.times, during: ends)]
        if !words.isEmpty {
            rows.append(.spans(title: "", words.map { ($0.text, $0.start, $0.end) }, during: ends))
        }
        if movie.sound != nil { rows.append(try heard(in: stretch, wishes)) }
        let senses = (words.isEmpty ? ["pictures"] : ["pictures", "words"]) + (movie.sound == nil ? [] : ["sound"])
        let length = spelled(seconds: stretch.upperBound - stretch.lowerBound)
        let all = "\(senses.dropLast().joined(separator: ", ")) and \(senses.last!)"
        return .layout(
            rows, title: wishes.title(else: title),
            subtitle: wishes.subtitle(else: "\(length) · \(all) on one clock"))
    }

    /// Pictures alone.
    private func film(_ pictures: Movie.Pictures, _ wishes: DrawingWishes) throws -> Figure {
        let usual = FilmPage.count(width: pictures.width, height: pictures.height)
        let (frames, stretch) = try seen(wishes.pictures ?? usual, of: pictures, wishes)
        var wishes = wishes
        wishes.title = wishes.title(else: title)
        let length = spelled(seconds: stretch.upperBound - stretch.lowerBound)
        wishes.subtitle = wishes.subtitle(else: "\(frames.count) picture\(frames.count == 1 ? "" : "s") · \(length)")
        return try FramesValue(frames).drawn(wishes)
    }

    /// A clip is called as in its data set; how a movie's file is called is no part of the movie.
    private var title: String { isClip ? (name as NSString).lastPathComponent : "" }

    /// `count` pictures, one in the middle of each of so many equal parts, and the stretch that they are of; fewer where the
    /// movie has no more.
    func seen(_ count: Int, of pictures: Movie.Pictures, _ wishes: DrawingWishes) throws -> (Frames, Range<Double>) {
        var choice = FrameChoice(size: .init(width: pictures.width, height: pictures.height, atMost: 480))
        if let stretch {
            let length = stretch.upperBound - stretch.lowerBound
            let step = max(length / Double(count), pictures.rate.map { 1 / $0 } ?? 0, length / 1e6)
            choice.pace = .rate(1 / step)
            choice.part = stretch.lowerBound + min(step, length) / 2..<stretch.upperBound
            do {
                let frames = try wishes.tolerant { try movie.frames(choice, partial: $0) }
                return (frames.timed(choice.moments(frames.times)), stretch)
            } catch let fault as MediaFault {
                // Its pictures end before the first moment: then all of them will do.
                guard case .emptyPart = fault.problem else { throw fault }
                (choice.pace, choice.part) = (.every(1), part)
            }
        }
        let all = try wishes.tolerant { try movie.frames(choice, partial: $0) }
        let frames = all.selecting(FilmPage.spaced(min(count, all.count), of: all.count))
        return (frames, stretch ?? all.times[0]..<all.times[0] + max(all.duration, 0.04))
    }

    private func heard(in stretch: Range<Double>, _ wishes: DrawingWishes) throws -> Figure {
        // More than is shown, so that windows at the ends see what lies beyond them.
        let margin = 0.1
        let shown = stretch.lowerBound - margin..<stretch.upperBound + margin
        let signal = try wishes.tolerant { try sound(in: shown, mono: true, partial: $0) }
        try wishes.context.noteCancelling(in: signal, of: self) { try sound(in: shown, partial: true) }
        var mel = try signal.sketched(wishes.context.parallel).tensor
        // Silence has no loudest point that all else could lie below.
        if signal.peak == 0 { mel = Tensor(mel.shape, axes: mel.axes) { $0.initialize(repeating: -80) } }
        var axes = mel.axes
        if case .linear(let start, let step) = axes[1].coordinates {
            axes[1].coordinates = .linear(start: start + stretch.lowerBound - margin, step: step)
        }
        return try .heatmap(
            title: "", values: mel.with(axes: axes), yLabel: "Frequency", yScale: wishes.axis ?? .melSlaney,
            valueLabel: "Level (dB)", range: -80...0, xRange: stretch.lowerBound...stretch.upperBound)
    }
}

extension DrawingWishes {
    /// What `read` gives of a movie; of a damaged one what is there, which is then said.
    fileprivate func tolerant<Result>(_ read: (_ partial: Bool) throws -> Result) throws -> Result {
        do { return try read(false) } catch let fault as MediaFault {
            guard case .damaged = fault.problem else { throw fault }
            context.note(fault.cause)
            return try read(true)
        }
    }
}

extension Frames {
    /// The pictures as figures keep them, no side longer than `side` pixels, each with its time below.
    func stills(_ parallel: Parallel, atMost side: Int) throws -> [Still] {
        let small = try resized(to: .init(width: width, height: height, atMost: side), parallel: parallel)
        return (0..<count).map { index in
            small.withPicture(index) {
                Still(
                    bytes: $0, height: small.height, width: small.width, channels: channels,
                    caption: String(format: times[index] < 100 ? "%.2f s" : "%.1f s", times[index]))
            }
        }
    }
}

extension FrameChoice.Size {
    /// The size itself, or the largest of the same shape with no side longer than `side`.
    init(width: Int, height: Int, atMost side: Int) {
        let share = min(Double(side) / Double(max(width, height)), 1)
        self.init(width: max(1, Int((Double(width) * share).rounded())), height: max(1, Int((Double(height) * share).rounded())))
    }
}

extension Signal {
    /// 64 mel bands in decibels below the loudest point, or 32 of a sound with few high frequencies: enough to see it by.
    func sketched(_ parallel: Parallel) throws -> Spectrogram {
        let isWide = rate > 12_000
        let window = isWide ? 2048 : 512
        let analysis = try MelAnalysis(
            rate: rate, framing: Framing(window: window, hop: window / 4), bands: isWide ? 64 : 32)
        return try analysis.spectrogram(of: self, as: .decibels(), parallel: parallel)
    }
}
