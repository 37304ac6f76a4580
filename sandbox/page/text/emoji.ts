/** The shortcodes a bot is likely to write. Unknown ones stay as they are typed. */
const known = `
white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|negative_squared_cross_mark ❎|warning ⚠️
no_entry ⛔|no_entry_sign 🚫|octagonal_sign 🛑|stop_sign 🛑|rotating_light 🚨|exclamation ❗|question ❓
bangbang ‼️|information_source ℹ️|bulb 💡|fire 🔥|boom 💥|sparkles ✨|star ⭐|tada 🎉|rocket 🚀|package 📦
hourglass ⌛|hourglass_flowing_sand ⏳|stopwatch ⏱️|alarm_clock ⏰|clock1 🕐|calendar 📅|date 📅|spiral_calendar_pad 🗓️
lock 🔒|unlock 🔓|closed_lock_with_key 🔐|lock_with_ink_pen 🔏|key 🔑|shield 🛡️|scroll 📜|memo 📝|pencil ✏️|pencil2 ✏️
clipboard 📋|page_facing_up 📄|bookmark 🔖|label 🏷️|link 🔗|paperclip 📎|pushpin 📌|mag 🔍|mag_right 🔎
gear ⚙️|wrench 🔧|hammer 🔨|hammer_and_wrench 🛠️|test_tube 🧪|microscope 🔬|scales ⚖️|broom 🧹|wastebasket 🗑️
recycle ♻️|repeat 🔁|arrows_counterclockwise 🔄|arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|arrow_forward ▶️
leftwards_arrow_with_hook ↩️|fast_forward ⏩|double_vertical_bar ⏸️|black_square_for_stop ⏹️
large_green_circle 🟢|large_yellow_circle 🟡|large_orange_circle 🟠|red_circle 🔴|large_blue_circle 🔵|white_circle ⚪
black_circle ⚫|large_green_square 🟩|large_red_square 🟥|small_blue_diamond 🔹|small_orange_diamond 🔸
eyes 👀|wave 👋|thumbsup 👍|+1 👍|thumbsdown 👎|-1 👎|clap 👏|pray 🙏|raised_hands 🙌|raised_hand ✋|hand ✋|ok_hand 👌
point_right 👉|handshake 🤝|busts_in_silhouette 👥|bust_in_silhouette 👤|robot_face 🤖|thinking_face 🤔|smile 😄
slightly_smiling_face 🙂|wink 😉|cry 😢|sweat_smile 😅|see_no_evil 🙈|ghost 👻|zzz 💤|speech_balloon 💬|bell 🔔
no_bell 🔕|loudspeaker 📢|mega 📣|email 📧|inbox_tray 📥|outbox_tray 📤|floppy_disk 💾|cd 💿|computer 💻|cloud ☁️
satellite 📡|globe_with_meridians 🌐|earth_africa 🌍|house 🏠|construction 🚧|checkered_flag 🏁|triangular_flag_on_post 🚩
chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|bar_chart 📊|moneybag 💰|ticket 🎫|id 🆔|new 🆕|ok 🆗|sos 🆘
one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|heart ❤️|green_heart 💚|zap ⚡|snowflake ❄️|sunny ☀️|seedling 🌱|coffee ☕`;

const byName = new Map(
  known
    .trim()
    .split(/[|\n]/)
    .map((entry) => entry.split(' '))
    .map(([name = '', sign = '']) => [name, sign]),
);

/** The character for a shortcode without its colons, skin tone ignored. */
export function emojiFor(name: string): string | undefined {
  return byName.get(name.split('::')[0] ?? name);
}
