import Language
import Programs
import Sound

extension Window: WordChoice {}

/// The options that every verb on short windows takes.
enum FrameOptions {
    static let window = Parameter<FrameLength>(
        "window", default: .samples(2048), "Length of a frame: long is fine in frequency, short is fine in time")
    static let hop = Parameter<FrameLength>("hop", "From one frame to the next; a quarter of the window when absent")
    static let shape = Parameter<Window>("shape", default: .hann, "What a frame is multiplied with")
    static let center = Parameter<Bool>(
        "center", default: true, "Frame i is centred on sample i x hop, zeros lying beyond both ends; else it begins there")

    static var all: [any OptionDeclaration] { [window, hop, shape, center] }
}

extension Arguments {
    /// How the options want a sound of `rate` to be cut into frames.
    ///
    /// - Throws: `FramingFault`, `UnfitOption`.
    func framing(rate: Double) throws -> Framing {
        let window = try self(FrameOptions.window).samples(at: rate)
        return try Framing(
            window: window, hop: given(FrameOptions.hop)?.samples(at: rate) ?? max(1, window / 4),
            shape: self(FrameOptions.shape), centered: self(FrameOptions.center))
    }
}
