import Foundation
import Picture
import Sound
import Tensors

/// Movies that tests make.
enum Clips {
    /// A bright bar that moves to the right over a slope of colour.
    static func frames(count: Int, width: Int, height: Int, channels: Int = 3, times: [Double]? = nil) -> Frames {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count * width * height * channels)
        for picture in 0..<count {
            for row in 0..<height {
                for column in 0..<width {
                    let isBar = (column + width - picture * 3 % width) % width < max(1, width / 8)
                    for channel in 0..<channels {
                        let slope = 40 + 120 * (channel == 1 ? row : column) / max(width, height)
                        bytes.append(UInt8(isBar ? 230 : slope))
                    }
                }
            }
        }
        return Frames(
            bytes: bytes, times: times ?? (0..<count).map { Double($0) / 25 }, height: height, width: width, channels: channels)
    }

    /// A tone of 440 Hz, on the second channel of 660 Hz.
    static func tone(seconds: Double, rate: Double, channels: Int = 1) throws -> Signal {
        let samples = Int(seconds * rate)
        return try Signal(
            Tensor([channels, samples]) { floats in
                for channel in 0..<channels {
                    let frequency = 440 + 220 * Double(channel)
                    for i in 0..<samples {
                        floats[channel * samples + i] = Float(0.5 * sin(2 * .pi * frequency * Double(i) / rate))
                    }
                }
            }, rate: rate)
    }
}
