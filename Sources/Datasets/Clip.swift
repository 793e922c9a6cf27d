/// One sound of a data set: where it is, what it holds, how long it lasts.
public struct Clip: Hashable, Sendable, Codable {
    /// As a notebook finds it: from the project's root or a data folder, or whole.
    public var path: String
    /// SHA-256 of the file's content, lower-case hexadecimal.
    public var digest: String
    public var seconds: Double
    /// Samples a second, in the file.
    public var rate: Double
    public var channels: Int
    /// The index of its class.
    public var label: Int

    public init(path: String, digest: String, seconds: Double, rate: Double, channels: Int, label: Int) {
        self.path = path
        self.digest = digest
        self.seconds = seconds
        self.rate = rate
        self.channels = channels
        self.label = label
    }
}
