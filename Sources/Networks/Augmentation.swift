/// How examples are changed for training, differently in every epoch; the originals stay as they are.
///
/// Every draw is a function of seed, epoch and the example's number, whatever batch it stands in. (A gain would do
/// nothing: mel bands are relative to each example's own maximum.)
public struct Augmentation: Hashable, Sendable, Codable {
    /// What comes in where a shift leaves a gap.
    public enum Edge: String, Hashable, Sendable, Codable, CaseIterable {
        /// What went out at the other end.
        case wrap
        /// -80 dB, the silence of mel bands.
        case silence
    }

    /// The greatest shift in time, either way, as a share of the example: 0 to 1.
    public var shift: Double
    public var edge: Edge
    /// How much faster or slower an example goes at most, as a share of its speed: 0 to 0.5. Its pitch stays. What is
    /// missing at the end of a faster one is silence, or its beginning where frames are full and the edge wraps.
    public var stretch: Double
    /// By how many bands, and parts of one, spectra are moved up or down at most; at the edge the last band is repeated.
    public var pitch: Double
    /// SpecAugment (Park et al. 2019): how many stretches of bands, and as many of frames, are set to the mean.
    public var masks: Int
    /// The widest such stretch: each is 0 to this many wide, evenly drawn.
    public var maskBands: Int
    public var maskFrames: Int
    /// FilterAugment (Nam et al. 2022): how many decibels a band is made louder or softer by at most, along a line
    /// through five levels that are evenly drawn and evenly spaced over the bands. Silence stays silence.
    public var filter: Double

    public init(
        shift: Double = 0, edge: Edge = .wrap, stretch: Double = 0, pitch: Double = 0, masks: Int = 0,
        maskBands: Int = 0, maskFrames: Int = 0, filter: Double = 0
    ) {
        self.shift = shift
        self.edge = edge
        self.stretch = stretch
        self.pitch = pitch
        self.masks = masks
        self.maskBands = maskBands
        self.maskFrames = maskFrames
        self.filter = filter
    }

    public static let none = Augmentation()
}
