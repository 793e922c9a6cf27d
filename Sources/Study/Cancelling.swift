import Media
public import Picture
public import Sound
public import Workplace

extension Workspace {
    /// The mean of a sound's channels; a note says where that is silence although they are not.
    public func mixedDown(_ signal: Signal) -> Signal {
        if signal.cancelsInMono { context.noteCancelling(of: nil) }
        return signal.mono
    }
}

extension Context {
    /// Says that what is heard of `name`, or of a sound without one, is silence.
    public func noteCancelling(of name: String?) {
        let whose = name.map { "the channels of '\($0)'" } ?? "the sound's channels"
        let way = name == nil ? "; to hear one alone: load FILE, channel: 1" : ""
        note("\(whose) cancel each other, as in opposite phase: their mean, which is what is heard, is silence\(way)")
    }

    /// Says it of those clips of a data set of which it is so; `part` says what they are for.
    public func noteCancelling(of paths: [String], among clips: Int, for part: String? = nil) {
        guard let first = paths.first else { return }
        let one = paths.count == 1
        note(
            (part.map { "\($0): " } ?? "")
                + "the channels of \(paths.count) of \(clips) clips cancel each other, as in opposite phase: their mean, which is "
                + "what is heard, is silence (\(one ? "" : "such as ")'\(first)')")
    }
}

extension Movie {
    /// Whether the channels of its sound, which `channels` decodes, cancel each other in `mean`. They are decoded only
    /// where the mean is quiet enough for that.
    public func cancels(in mean: Signal, _ channels: () throws -> Signal) throws -> Bool {
        guard (sound?.channels ?? 0) > 1, mean.mayBeOfCancelled else { return false }
        do { return try channels().cancelsInMono } catch is MediaFault { return false }
    }
}
