import Foundation
import Networks
import Picture
import Testing

@testable import Study

/// Front ends as models keep them.
@Suite struct FrontEndTests {
    @Test func isKeptAsItIs() throws {
        let sound = try SoundFrontEnd(length: 1.5)
        let pictures = try PictureFrontEnd(
            width: 16, height: 12, colour: .grey, rate: 3, length: 1.5, crop: Crop(x: 1, y: 2, width: 30, height: 20),
            standard: Standard(mean: 0.25, deviation: 2))
        var joined = try JoinedFrontEnd(sound, pictures)
        joined.standard = Standard(
            means: Array(repeating: 1, count: joined.rows), deviations: Array(repeating: 2, count: joined.rows))
        for frontEnd in [FrontEnd(sound), FrontEnd(pictures), FrontEnd(joined)] {
            #expect(try JSONDecoder().decode(FrontEnd.self, from: JSONEncoder().encode(frontEnd)) == frontEnd)
        }
        // As it was kept before there were others.
        #expect(try JSONDecoder().decode(FrontEnd.self, from: JSONEncoder().encode(sound)) == FrontEnd(sound))
    }
}
