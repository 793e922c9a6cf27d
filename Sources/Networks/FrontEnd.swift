/// How a network hears: what a clip becomes before the first layer, stored inside the model.
public struct FrontEnd: Hashable, Sendable, Codable {}
