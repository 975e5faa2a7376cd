// Written by Scripts/embed from Themes/; change the files there.
// swift-format-ignore-file

/// Themes and colour maps as compiled in.
enum Embedded {
    /// Theme files by name.
    static let themes: [(name: String, text: String)] = [
        (
            "night",
            #"""
            # Dark, near the default of many terminals; the default.
            # Contrast on background and bars, the lesser of both (WCAG 2): text 14.6, dim 5.6, key 8.9; accentText on accent 7.5.
            name = "night"
            dark = true

            [roles]
            background = "#0d1117"
            surface = "#161b22"
            border = "#30363d"
            borderFocused = "#58a6ff"
            title = "#e6edf3"
            text = "#e6edf3"
            dim = "#8b949e"
            accent = "#58a6ff"
            accentText = "#0d1117"
            key = "#ffa657"
            good = "#3fb950"
            warning = "#d29922"
            error = "#ff7b72"
            probe = "#39d0ff"
            detector = "#58a6ff"
            mask = "#5a626c"
            series1 = "#58a6ff"
            series2 = "#ffa657"
            series3 = "#3fb950"
            gridline = "#21262d"
            """#
        ),
        (
            "clear",
            #"""
            # For any colour vision: blue, yellow and vermilion of Okabe and Ito (2008), told apart by lightness too.
            # Contrast on background and bars, the lesser of both (WCAG 2): text 13.6, dim 6.5, key 12.1; accentText on accent 8.2.
            name = "clear"
            dark = true

            [roles]
            background = "#0f1419"
            surface = "#1a222b"
            border = "#3e4a57"
            borderFocused = "#56b4e9"
            title = "#ffffff"
            text = "#e8edf2"
            dim = "#9aa7b4"
            accent = "#56b4e9"
            accentText = "#06121c"
            key = "#f0e442"
            good = "#56b4e9"
            warning = "#f0e442"
            error = "#ff7a45"
            probe = "#7fd4ff"
            detector = "#56b4e9"
            mask = "#66717d"
            series1 = "#56b4e9"
            series2 = "#f0e442"
            series3 = "#e0753a"
            gridline = "#28323d"
            """#
        ),
        (
            "contrast",
            #"""
            # High contrast on black; hues of Okabe and Ito (2008), told apart with any colour vision.
            # Contrast on background and bars, the lesser of both (WCAG 2): text 17.4, dim 9.6, key 7.5; accentText on accent 15.9.
            name = "contrast"
            dark = true

            [roles]
            background = "#000000"
            surface = "#1a1a1a"
            border = "#8a8a8a"
            borderFocused = "#f0e442"
            title = "#ffffff"
            text = "#ffffff"
            dim = "#c0c0c0"
            accent = "#f0e442"
            accentText = "#000000"
            key = "#56b4e9"
            good = "#00b98a"
            warning = "#f0e442"
            error = "#ff7a33"
            probe = "#56e4ff"
            detector = "#56b4e9"
            mask = "#707070"
            series1 = "#56b4e9"
            series2 = "#e69f00"
            series3 = "#f0e442"
            gridline = "#3a3a3a"
            """#
        ),
        (
            "dusk",
            #"""
            # Plum dusk with rose, apricot and lavender.
            # Contrast on background and bars, the lesser of both (WCAG 2): text 12.2, dim 5.9, key 9.8; accentText on accent 8.3.
            name = "dusk"
            dark = true

            [roles]
            background = "#1d1826"
            surface = "#292236"
            border = "#4c4160"
            borderFocused = "#f29bc1"
            title = "#fbf3fa"
            text = "#ece3f0"
            dim = "#a99cb8"
            accent = "#f29bc1"
            accentText = "#2a1526"
            key = "#ffc48a"
            good = "#9ddcae"
            warning = "#ffc48a"
            error = "#ff8f8f"
            probe = "#8be9f5"
            detector = "#9db8ff"
            mask = "#6a5d7d"
            series1 = "#f29bc1"
            series2 = "#8fd3e8"
            series3 = "#ffc48a"
            gridline = "#3a3149"
            """#
        ),
        (
            "mono",
            #"""
            # No hues: greys alone.
            # Contrast on background and bars, the lesser of both (WCAG 2): text 13.4, dim 6.1, key 17.0; accentText on accent 15.0.
            name = "mono"
            dark = true

            [roles]
            background = "#101010"
            surface = "#1c1c1c"
            border = "#4a4a4a"
            borderFocused = "#e4e4e4"
            title = "#ffffff"
            text = "#e4e4e4"
            dim = "#9a9a9a"
            accent = "#e4e4e4"
            accentText = "#101010"
            key = "#ffffff"
            good = "#d0d0d0"
            warning = "#e4e4e4"
            error = "#ffffff"
            probe = "#ffffff"
            detector = "#d8d8d8"
            mask = "#606060"
            series1 = "#ffffff"
            series2 = "#b0b0b0"
            series3 = "#7a7a7a"
            gridline = "#2a2a2a"
            """#
        ),
        (
            "paper",
            #"""
            # Light, for bright rooms and printed screenshots.
            # Contrast on background and bars, the lesser of both (WCAG 2): text 13.5, dim 5.2, key 6.4; accentText on accent 7.0.
            name = "paper"
            dark = false

            [roles]
            background = "#fcfbf7"
            surface = "#efede6"
            border = "#b9b5a9"
            borderFocused = "#0b57b0"
            title = "#1f2328"
            text = "#1f2328"
            dim = "#5b636b"
            accent = "#0b57b0"
            accentText = "#ffffff"
            key = "#8f3b00"
            good = "#176329"
            warning = "#7a4d00"
            error = "#b3151f"
            probe = "#0096e0"
            detector = "#0b6fd8"
            mask = "#8c8a84"
            series1 = "#0b57b0"
            series2 = "#b04a00"
            series3 = "#1f7a35"
            gridline = "#dedbd1"
            """#
        ),
        (
            "solar",
            #"""
            # Dark teal and warm accents, after the palette Solarized by Ethan Schoonover (MIT), text made lighter.
            # Contrast on background and bars, the lesser of both (WCAG 2): text 10.6, dim 5.8, key 5.9; accentText on accent 5.4.
            name = "solar"
            dark = true

            [roles]
            background = "#002b36"
            surface = "#073642"
            border = "#31545e"
            borderFocused = "#2aa198"
            title = "#fdf6e3"
            text = "#eee8d5"
            dim = "#9fb0b1"
            accent = "#2aa198"
            accentText = "#00202a"
            key = "#e0a526"
            good = "#a3b810"
            warning = "#e0a526"
            error = "#ff8a75"
            probe = "#5fd7ff"
            detector = "#45b8ff"
            mask = "#5b7780"
            series1 = "#45b8ff"
            series2 = "#f0904a"
            series3 = "#a3b810"
            gridline = "#0f414e"
            """#
        ),
        (
            "terminal",
            #"""
            # The terminal's own background, text and named colours, whatever the user made them: it fits every desktop.
            name = "terminal"
            dark = true

            [roles]
            background = "default"
            surface = "default"
            border = 8
            borderFocused = 6
            title = "default"
            text = "default"
            dim = 8
            accent = 6
            accentText = 0
            key = 3
            good = 2
            warning = 3
            error = 1
            probe = 14
            detector = 12
            mask = 8
            series1 = 6
            series2 = 3
            series3 = 5
            gridline = 8

            [named16]
            background = "default"
            surface = "default"
            title = "default"
            text = "default"
            dim = 8
            accent = 6

            [named8]
            background = "default"
            surface = "default"
            title = "default"
            text = "default"
            dim = "default"
            """#
        ),
    ]

    /// Colour map files by name.
    static let colorMaps: [(name: String, text: String)] = [
        (
            "grey",
            #"""
            # Black to white in equal steps of sRGB.
            # 33 evenly spaced colours, low to high, sRGB.
            palette 16 16 232 232 233 233 234 234 234 235 235 236 236 236 237 237 238 238 238 239 239 240 240 240 241 241 242 242 242 243 243 244 244 244 245 245 246 246 246 247 247 248 248 248 249 249 250 250 250 251 251 252 252 252 253 253 254 254 254 255 255 255 231 231 231
            named16 0 8 7 15
            named8 0 7
            #000000
            #080808
            #101010
            #181818
            #202020
            #282828
            #303030
            #383838
            #404040
            #484848
            #505050
            #585858
            #606060
            #686868
            #707070
            #787878
            #808080
            #878787
            #8f8f8f
            #979797
            #9f9f9f
            #a7a7a7
            #afafaf
            #b7b7b7
            #bfbfbf
            #c7c7c7
            #cfcfcf
            #d7d7d7
            #dfdfdf
            #e7e7e7
            #efefef
            #f7f7f7
            #ffffff
            """#
        ),
        (
            "cividis",
            #"""
            # Jamie Nunez, Christopher Anderton and Ryan Renslow, PLoS ONE 13 (2018) e0199239, CC0; sampled from matplotlib.
            # 33 evenly spaced colours, low to high, sRGB.
            palette 235 235 235 235 235 235 235 235 235 235 24 24 24 24 24 24 24 24 24 24 24 24 60 60 60 242 242 242 242 243 243 243 244 244 244 101 101 101 101 101 101 101 144 144 144 144 144 144 144 144 179 179 179 179 179 179 221 221 221 221 221 221 221 221 221
            named16 0 4 8 3 11
            named8 0 4 3
            #00224e
            #00285b
            #002e6a
            #043371
            #1a386f
            #273e6e
            #32436d
            #3b496c
            #434e6c
            #4b546c
            #52596d
            #5a5f6e
            #61656f
            #686a71
            #6f7073
            #757676
            #7c7b78
            #848179
            #8b8778
            #938d78
            #9b9376
            #a39a75
            #aba072
            #b3a670
            #bbad6c
            #c3b469
            #ccba64
            #d4c15f
            #ddc958
            #e6d051
            #efd748
            #f8df3c
            #fee838
            """#
        ),
        (
            "ice-ember",
            #"""
            # Ice (negative) over black (0) to ember (positive), for dark screens; own, computed in OKLab (B. Ottosson, 2020):
            # lightness 0.17 + 0.63 |s| for s in -1...1, hue 235 degrees below and 55 above, chroma 0.125 sin(pi/2 min(1, |s|/0.8)).
            # 33 evenly spaced colours, low to high, sRGB.
            palette 117 74 74 74 74 74 31 31 31 31 31 24 24 24 24 24 24 24 24 236 236 235 234 234 233 233 233 234 234 235 235 235 52 52 52 94 94 94 94 130 130 130 130 173 173 173 173 173 173 215 215
            named16 14 6 0 1 9
            named8 6 0 1
            #62caff
            #54bdf5
            #46b1e8
            #37a4db
            #2798cd
            #188bbf
            #087fb0
            #0073a1
            #006791
            #005b81
            #055070
            #0b445f
            #0f394e
            #112e3e
            #12242e
            #11191e
            #0f0f0f
            #1e1611
            #2d1d13
            #3c2514
            #4c2c15
            #5c3315
            #6b3b16
            #7b4418
            #8b4d1b
            #9a5620
            #a96027
            #b86b30
            #c6763b
            #d38247
            #e18e53
            #ee9b60
            #fca76c
            """#
        ),
        (
            "inferno",
            #"""
            # Nathaniel Smith and Stefan van der Walt, 2015, CC0; sampled from matplotlib.
            # 33 evenly spaced colours, low to high, sRGB.
            palette 16 16 232 232 232 233 233 233 233 233 233 53 53 53 53 53 53 53 53 89 89 89 89 89 89 125 125 125 125 125 125 161 161 161 161 161 161 166 166 166 166 166 202 202 202 202 208 208 208 208 208 214 214 214 214 214 220 220 220 220 220 227 227 227 229
            named16 0 5 9 3 11
            named8 0 1 3 7
            #000004
            #040312
            #0b0724
            #150b37
            #210c4a
            #2e0a5a
            #3c0965
            #4a0c6b
            #57106d
            #63146e
            #70196e
            #7d1e6d
            #89226a
            #962766
            #a32b61
            #af315c
            #bb3755
            #c63e4d
            #d14644
            #db4f3b
            #e35932
            #eb6528
            #f1711e
            #f67f14
            #f98d0a
            #fb9c06
            #fcab0f
            #fbba1f
            #f9ca32
            #f5d949
            #f2e865
            #f3f586
            #fcffa4
            """#
        ),
        (
            "magma",
            #"""
            # Nathaniel Smith and Stefan van der Walt, 2015, CC0; sampled from matplotlib.
            # 33 evenly spaced colours, low to high, sRGB.
            palette 16 16 232 232 232 233 233 233 233 233 233 53 53 53 53 53 53 54 54 54 54 90 90 90 90 90 126 126 126 126 126 126 126 132 132 132 132 132 132 168 168 168 168 204 204 204 204 209 209 209 209 216 216 216 216 216 216 223 223 223 223 223 230 230 230
            named16 0 4 5 13 15
            named8 0 1 5 7
            #000004
            #030311
            #0a0822
            #130d33
            #1d1146
            #28115a
            #36106a
            #430f76
            #50127c
            #5d177f
            #691c81
            #762181
            #822681
            #8f2a81
            #9c2e7f
            #a9327d
            #b63779
            #c33b75
            #cf4170
            #db486a
            #e65163
            #ee5c5e
            #f5695c
            #f9785d
            #fb8761
            #fd9668
            #fea571
            #feb47b
            #fec387
            #fed194
            #fde0a2
            #fceeb0
            #fcfdbf
            """#
        ),
        (
            "phase",
            #"""
            # For directions and phases: dark, orange, light, blue and back to dark; own, an ellipse in OKLab (B. Ottosson, 2020)
            # around lightness 0.62, 0.27 high in lightness and 0.125 wide along hue 60 degrees, in equal steps of its length.
            # 33 evenly spaced colours, low to high, sRGB.
            palette 237 237 237 238 94 94 94 94 130 130 130 130 130 130 173 173 173 173 173 180 180 180 223 223 254 254 188 153 153 153 117 74 74 74 74 74 74 31 31 31 31 24 24 24 24 24 24 24 238 237 237
            named16 0 1 3 15 6 4 0
            named8 0 1 3 7 6 4 0
            #3a3a3a
            #4d392a
            #5f3c1e
            #704115
            #81490e
            #91510d
            #a05b13
            #ae661e
            #bc722b
            #c97e3b
            #d48b4c
            #de995e
            #e7a773
            #edb68a
            #efc4a3
            #ead2bf
            #dbdbdb
            #c1dbed
            #a7d4f5
            #8ecbf5
            #78c0f1
            #63b4ea
            #4fa8e1
            #3d9bd6
            #2c8fc9
            #1c82bb
            #0f76ac
            #086a9c
            #0c5f8b
            #155479
            #204965
            #2b4150
            #3a3a3a
            """#
        ),
        (
            "purple-green",
            #"""
            # Purple (negative) over white (0) to green (positive); own, computed in OKLab (B. Ottosson, 2020): lightness
            # 0.97 - 0.53 |s| for s in -1...1, hue 312 degrees below and 142 above, chroma 0.135 sin(pi/2 min(1, |s|/0.8)), clipped to sRGB.
            # 33 evenly spaced colours, low to high, sRGB.
            palette 97 97 97 97 97 97 97 97 97 140 140 140 140 140 140 182 182 182 182 182 189 189 189 254 255 255 255 254 254 151 151 151 151 151 108 108 107 107 71 71 71 71 71 71 71 22 22 22 22 22 22
            named16 5 13 15 10 2
            named8 5 7 2
            #6b3787
            #754192
            #7f4a9c
            #8854a6
            #925eb1
            #9c69ba
            #a674c3
            #af7fcb
            #b78bd3
            #c097d9
            #c8a4df
            #d0b1e4
            #d8bee8
            #dfccec
            #e7d9ef
            #eee7f2
            #f5f5f5
            #e4ede3
            #d4e5d1
            #c3ddc0
            #b3d5af
            #a3cc9e
            #94c48e
            #85bb7e
            #76b270
            #68a862
            #5b9f55
            #4f9548
            #448b3d
            #398132
            #2f7728
            #246d1d
            #186411
            """#
        ),
        (
            "red-blue",
            #"""
            # Blue (negative) over white (0) to red (positive); own, computed in CIELAB (D65): lightness 97 - 67 |s| for s in -1...1,
            # hue 280 degrees below and 32 above, chroma 54 and 62 times sin(pi/2 min(1, |s|/0.75)), clipped to sRGB.
            # 33 evenly spaced colours, low to high, sRGB.
            palette 25 25 25 25 25 25 25 25 25 25 68 68 68 68 68 68 68 111 111 111 111 111 146 146 189 189 189 189 189 254 255 255 255 255 255 224 224 224 224 217 217 217 217 217 210 210 210 210 210 167 167 167 167 167 167 167 167 167 167 88 88 88 88 88 88
            named16 4 12 15 9 1
            named8 4 7 1
            #00489b
            #0051a6
            #005bb1
            #0065bd
            #1c6fc9
            #3379d4
            #4784dd
            #5a8fe5
            #6d99ec
            #7fa4f1
            #91b0f4
            #a3bbf7
            #b4c6f8
            #c5d2f9
            #d6def8
            #e6eaf8
            #f6f6f6
            #fbe6e2
            #ffd5cf
            #ffc5bc
            #ffb4aa
            #fea498
            #fb9488
            #f58578
            #ef766a
            #e6675c
            #dc5950
            #d14c45
            #c5403b
            #b83431
            #ab2728
            #9e191f
            #920417
            """#
        ),
        (
            "viridis",
            #"""
            # Stefan van der Walt, Nathaniel Smith and Eric Firing, 2015, CC0; sampled from matplotlib.
            # 33 evenly spaced colours, low to high, sRGB.
            palette 53 53 53 53 53 53 54 54 54 54 54 54 54 24 24 24 24 24 24 24 24 24 24 24 30 30 30 30 30 30 30 30 30 30 30 36 36 36 36 36 36 71 71 71 71 71 71 77 77 77 77 77 77 113 113 148 148 184 184 184 220 220 220 220 220
            named16 4 2 11
            named8 4 2 3
            #440154
            #470d60
            #48186a
            #482374
            #472d7b
            #453681
            #424086
            #3f4989
            #3b528b
            #375a8d
            #33638d
            #2f6a8e
            #2c728e
            #297a8e
            #26818e
            #23898e
            #21908c
            #1f988b
            #1f9f88
            #21a685
            #28ae80
            #31b57b
            #3ebc74
            #4cc26c
            #5dc963
            #6ece58
            #82d34c
            #96d83f
            #abdc32
            #c0df24
            #d5e21a
            #eae51a
            #fde725
            """#
        ),
    ]
}
